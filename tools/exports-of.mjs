// What a module of the code exports, for tools that write what the code says.
import { createRequire } from 'node:module';
import { build } from 'esbuild';

/** How a module that is run by itself is bundled, its JSX too. */
export const byItself = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  external: ['@photostructure/sqlite', '@azure/functions-core'],
  logLevel: 'warning',
};

/** Bundles a module and loads it. */
export async function exportsOf(entryPoint) {
  const outfile = `.build/tools/${entryPoint}.cjs`;
  await build({ ...byItself, entryPoints: [entryPoint], outfile });
  return createRequire(import.meta.url)(`../${outfile}`);
}
