// Builds `dist/`, which is the whole deployment next to host.json and package.json, and `.build/local/`, the same app's local runtime.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
};

const lazy = new Map();

/** A package that is imported with `import()` becomes a file of its own, which is read when it is first used. */
const lazyPackages = {
  name: 'lazy-packages',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind !== 'dynamic-import' || path.startsWith('node:')) return undefined;
      const file = path.replace(/^@/, '').replaceAll('/', '-');
      lazy.set(path, file);
      return { path: `./${file}.js`, external: true };
    });
  },
};

await rm('dist', { recursive: true, force: true });
await rm('.build/local', { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: { main: 'functions/main.ts' },
    outdir: 'dist',
    minify: true,
    keepNames: true,
    // The Functions worker provides this module; it is in no registry.
    external: ['@azure/functions-core'],
    plugins: [lazyPackages],
  }).then(() =>
    Promise.all(
      [...lazy].map(([path, file]) =>
        build({
          ...common,
          stdin: { contents: `export * from '${path}'`, resolveDir: '.' },
          outfile: `dist/${file}.js`,
          minify: true,
        }),
      ),
    ),
  ),
  build({
    ...common,
    entryPoints: { main: 'local/main.ts' },
    outdir: '.build/local',
    external: ['@photostructure/sqlite'],
  }),
]);
