// `npm run bench`: measures the build and writes docs/performance.md. `npm run build` comes first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { folder } from './build.mjs';

const measuring = spawn(process.execPath, [`${folder}/measure.js`, ...process.argv.slice(2)], { stdio: 'inherit' });
const [code] = await once(measuring, 'exit');
process.exitCode = code ?? 1;
// Measurements that were named only print.
if (code === 0 && process.argv.length === 2) {
  const page = 'docs/performance.md';
  const options = { ...(await resolveConfig(page)), parser: 'markdown' };
  await writeFile(page, await format(await readFile(`${folder}/performance.md`, 'utf8'), options));
}
