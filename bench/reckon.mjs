// `npm run costs` and `npm run simulate`: work figures out by running the code, and write them into a page of docs/. Nothing is measured: each run gives the same.
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { exportsOf } from '../tools/exports-of.mjs';

const pages = { costs: 'docs/costs.md', simulate: 'docs/scale.md' };
const [name] = process.argv.slice(2);
const page = pages[name];
if (!page) throw new Error(`There is no page for ${name}; there are: ${Object.keys(pages).join(', ')}.`);

const { pageFrom } = await exportsOf(`bench/${name}.ts`);
const before = await readFile(page, 'utf8').catch(() => '');
const options = { ...(await resolveConfig(page)), parser: 'markdown' };
await writeFile(page, await format(await pageFrom(before), options));
console.log(`${page} is written.`);
