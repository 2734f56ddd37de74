// `npm run bench`: measures the build and writes docs/performance.md. `npm run build` comes first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const folder = '.build/bench';
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
    entryPoints: ['bench/measure.ts', 'bench/load-once.ts', 'bench/bare-http.ts'],
    outdir: folder,
    format: 'cjs',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    external: ['@photostructure/sqlite', 'autocannon', '@azure/functions-core'],
  }),
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

const measuring = spawn(process.execPath, [`${folder}/measure.js`, ...process.argv.slice(2)], { stdio: 'inherit' });
const [code] = await once(measuring, 'exit');
process.exitCode = code ?? 1;
// Measurements that were named only print.
if (code === 0 && process.argv.length === 2) {
  const page = 'docs/performance.md';
  const options = { ...(await resolveConfig(page)), parser: 'markdown' };
  await writeFile(page, await format(await readFile(`${folder}/performance.md`, 'utf8'), options));
}
