// What a module of the code exports, for tools that write what the code says.
import { createRequire } from 'node:module';
import { build } from 'esbuild';

/** Bundles a module, its JSX too, and loads it. */
export async function exportsOf(entryPoint) {
  const outfile = `.build/tools/${entryPoint}.cjs`;
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    external: ['@photostructure/sqlite', '@azure/functions-core'],
    logLevel: 'warning',
  });
  return createRequire(import.meta.url)(`../${outfile}`);
}
