// `npm run permissions`, `npm run lifecycle`, `npm run records` and `npm run licences`: write a page of docs/ from the table that the code goes by.
import { writeFile } from 'node:fs/promises';
import { exportsOf } from './exports-of.mjs';

const [page] = process.argv.slice(2);
const { [`${page}Page`]: pageOf } = await exportsOf(`local/${page}-page.ts`);
await writeFile(`docs/${page}.md`, pageOf());
