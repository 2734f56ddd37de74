// Makes one file of the domain and its tests: loaded once, it judges every mutant.
import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';

const tests = readdirSync('test/shared/domain', { recursive: true })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/shared/domain/${file}`)
  .sort();
const triesProperties = (file) => readFileSync(file, 'utf8').includes("from 'fast-check'");

/** No property is tried more than 50 times: for each of thousands of mutants, 2,000 lives of a subscription would take hours. */
const shorterProperties = {
  name: 'shorter-properties',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.test\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8').replaceAll(/(?<!sample.*)numRuns: ([\d_]+)/gu, 'numRuns: Math.min(50, $1)'),
    })),
};

await build({
  stdin: {
    resolveDir: '.',
    contents: [
      "import './tools/jest-globals-for-mocha.mjs';",
      // Under the name of its file, a test's title is its own. Examples come first: what they notice takes less time.
      ...[...tests.filter((file) => !triesProperties(file)), ...tests.filter(triesProperties)].map(
        (file) => `describe('${file}', () => require('./${file}'));`,
      ),
    ].join('\n'),
  },
  bundle: true,
  plugins: [shorterProperties],
  platform: 'node',
  target: 'node20',
  outfile: '.build/mutants/tests.js',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: 'inline',
  logLevel: 'warning',
  external: ['@azure/functions-core', '@photostructure/sqlite', 'expect', 'jest-each'],
});
