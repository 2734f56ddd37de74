// Builds `dist/`, which is the whole deployment next to host.json and package.json, and `.build/local/`, the local runtime around it.
import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve as resolvePath } from 'node:path';
import { build } from 'esbuild';
import { exportsOf } from './tools/exports-of.mjs';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
};

await Promise.all(['dist', '.build/local'].map((folder) => rm(folder, { recursive: true, force: true })));

// Every start reads the settings. What they need of zod is bundled with them: shared with the rest, all of zod would load at every start.
const settings = await build({
  ...common,
  entryPoints: ['shared/config.ts'],
  format: 'esm',
  minify: true,
  sourcemap: false,
  write: false,
});
const settingsByThemselves = {
  name: 'settings-by-themselves',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]shared[\\/]config\.ts$/ }, () => ({ contents: settings.outputFiles[0].text, loader: 'js' })),
};

// What ICU is asked here need not be asked at the first page, which would wait for its first formatter. Moments of other years are told by ICU itself.
const { countryNames } = await exportsOf('shared/i18n/country-names.ts');
const { clockTables } = await exportsOf('shared/i18n/clock-tables.ts');
const told = { 'country-names': { countryNames }, 'known-clocks': { knownClocks: clockTables(2026, 2032) } };
const toldByIcu = {
  name: 'told-by-icu',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]shared[\\/]i18n[\\/](?:country-names|known-clocks)\.ts$/ }, ({ path }) => ({
      contents: Object.entries(told[basename(path, '.ts')])
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
        .join('\n'),
      loader: 'js',
    })),
};

// What opening a link needs lies in one file: the first page pays for each file that is looked for, opened and linked. esbuild puts what the same parts need in the
// same file, so every part is given all of it.
const firstPage = ['functions/wiring.ts', 'functions/links/open-link.ts'];
const firstPageInOneFile = {
  name: 'first-page-in-one-file',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^\.\.?\//, namespace: 'file' }, async ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const found = await resolve(path, { kind: 'import-statement', resolveDir });
      return found.path.includes('node_modules') ? found : { ...found, namespace: 'part' };
    });
    onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => ({
      contents: [
        ...firstPage.map((file) => `import ${JSON.stringify(resolvePath(file))};`),
        `export * from ${JSON.stringify(path)};`,
      ].join('\n'),
      resolveDir: dirname(path),
    }));
  },
};

const [deployed] = await Promise.all([
  build({
    ...common,
    entryPoints: ['functions/main.ts'],
    outdir: 'dist',
    // What is imported with `import()` becomes a file of its own, read when it is first used.
    format: 'esm',
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    // Libraries in CommonJS look for a `require`, which ES modules do not have.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    minify: true,
    metafile: true,
    plugins: [settingsByThemselves, toldByIcu, firstPageInOneFile],
    // The Functions worker provides the first, which is in no registry. The second colours terminals: `debug` takes it where development has installed it.
    external: ['@azure/functions-core', 'supports-color'],
  }),
  build({
    ...common,
    entryPoints: { main: 'local/main.ts', preview: 'local/preview/write-preview.tsx' },
    outdir: '.build/local',
    format: 'cjs',
    external: ['@photostructure/sqlite'],
  }),
]);

// Which packages are deployed, and how many bytes of each: for docs/dependencies.md.
const shipped = {};
for (const { inputs } of Object.values(deployed.metafile.outputs))
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(file)?.[1];
    if (name !== undefined) shipped[name] = (shipped[name] ?? 0) + bytesInOutput;
  }
await writeFile('.build/shipped.json', JSON.stringify(shipped));
