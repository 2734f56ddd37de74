/** Builds what measures and what is measured into a folder that no later build changes. `npm run build` comes first. */
import { cp, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { earlier, unitsOnce } from './earlier-folder.mjs';

export const folder = '.build/bench';
const common = { bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };
/** As Kesher is bundled. */
const asDeployed = {
  ...common,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  minify: true,
  external: ['@azure/functions-core'],
};

await rm(folder, { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: ['measure', 'load-once', 'bare-http', 'better-auth-server', 'soak', 'soak-probe'].map(
      (name) => `bench/${name}.ts`,
    ),
    outdir: folder,
    format: 'cjs',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    external: ['@photostructure/sqlite', 'autocannon', '@azure/functions-core'],
  }),
  build({ ...unitsOnce, outfile: `${folder}/units-once.js` }),
  build({ ...asDeployed, entryPoints: { main: 'bench/hello.ts' }, outdir: `${folder}/hello/dist` }),
  build({ ...asDeployed, entryPoints: { main: 'bench/first-mail.ts' }, outdir: `${folder}/mail` }),
  // Copies, so that a build meanwhile changes nothing.
  cp('dist', `${folder}/kesher/dist`, { recursive: true }),
  cp('.build/local', `${folder}/local`, { recursive: true }),
]);
for (const app of ['hello', 'kesher']) {
  await cp('host.json', `${folder}/${app}/host.json`);
  await writeFile(`${folder}/${app}/package.json`, JSON.stringify({ main: 'dist/main.mjs' }));
}
if (existsSync(earlier)) {
  await symlink(resolve(earlier), `${folder}/earlier`);
  // It reads links in the form in which it issues them, which is read here too.
  const entryPoints = [`${earlier}/shared/signing/link-codes.ts`];
  await build({ ...common, entryPoints, format: 'cjs', outfile: `${folder}/earlier-link-codes.js` });
}
