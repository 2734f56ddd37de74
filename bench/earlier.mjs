// `npm run bench:earlier`: builds an earlier commit beside this one, so that `npm run bench` can measure them in turns. It needs the history and the npm registry.
import { execFileSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { earlier } from './earlier-folder.mjs';

const [commit = '8bffe86'] = process.argv.slice(2);
await rm(earlier, { recursive: true, force: true });
await mkdir(earlier, { recursive: true });
const packed = execFileSync('git', ['archive', commit], { maxBuffer: 2 ** 28 });
execFileSync('tar', ['-x', '-C', earlier], { input: packed });
const inIt = { cwd: earlier, stdio: 'inherit' };
execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], inIt);
execFileSync(process.execPath, ['esbuild.config.mjs'], inIt);
