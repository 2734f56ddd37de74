// `npm run costs` and `npm run simulate`: work figures out by running the code, and write them into a page of docs/. Nothing is measured: each run gives the same.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const pages = { costs: 'docs/costs.md', simulate: 'docs/scale.md' };
const [name] = process.argv.slice(2);
const page = pages[name];
if (!page) throw new Error(`There is no page for ${name}; there are: ${Object.keys(pages).join(', ')}.`);

const outfile = `.build/reckon/${name}.cjs`;
await build({
  entryPoints: [`bench/${name}.ts`],
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
const { pageFrom } = createRequire(import.meta.url)(`../${outfile}`);
const before = await readFile(page, 'utf8').catch(() => '');
const options = { ...(await resolveConfig(page)), parser: 'markdown' };
await writeFile(page, await format(await pageFrom(before), options));
console.log(`${page} is written.`);
