// `npm run openapi`: writes the API's document from what the operations check. What breaks callers is refused, unless the first number of its version rises.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { exportsOf } from './exports-of.mjs';

const file = 'shared/openapi/openapi.json';
const { writtenDocument } = await exportsOf('local/api-document.ts');
const { breakingChanges } = await exportsOf('local/api-changes.ts');
const document = await writtenDocument();
const major = ({ info }) => Number(info.version.split('.')[0]);

if (existsSync(file)) {
  const before = JSON.parse(await readFile(file, 'utf8'));
  const broken = major(document) > major(before) ? [] : breakingChanges(before, document);
  if (broken.length > 0) {
    console.error(`This breaks those who call the API:\n${broken.map((one) => `- ${one}`).join('\n')}`);
    console.error('Keep what was promised, or raise the first number of its version in shared/openapi/document.ts.');
    process.exit(1);
  }
}
await writeFile(file, await format(JSON.stringify(document), { ...(await resolveConfig(file)), parser: 'json' }));
