// `npm run permissions`, `npm run lifecycle` and `npm run records`: write a page of docs/ from the table that the code goes by.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const [page] = process.argv.slice(2);
const outfile = `.build/${page}-page.cjs`;
await build({
  entryPoints: [`local/${page}-page.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
});
const { [`${page}Page`]: pageOf } = createRequire(import.meta.url)(`../${outfile}`);
await writeFile(`docs/${page}.md`, pageOf());
