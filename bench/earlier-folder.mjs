/** Where an earlier build lies, when there is one. */
export const earlier = '.build/earlier';

/** How the count of request units is bundled, of either build. */
export const unitsOnce = {
  entryPoints: ['bench/units-once.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  external: ['@photostructure/sqlite', '@azure/functions-core'],
  logLevel: 'warning',
};
