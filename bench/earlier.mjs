// `npm run bench:earlier`: builds an earlier commit beside this one, so that `npm run bench` can measure them in turns. It needs the history and the npm registry.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { earlier, unitsOnce } from './earlier-folder.mjs';

const [commit = '8bffe86'] = process.argv.slice(2);
await rm(earlier, { recursive: true, force: true });
await mkdir(earlier, { recursive: true });
const packed = execFileSync('git', ['archive', commit], { maxBuffer: 2 ** 28 });
execFileSync('tar', ['-x', '-C', earlier], { input: packed });
const inIt = { cwd: earlier, stdio: 'inherit' };
execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], inIt);
execFileSync(process.execPath, ['esbuild.config.mjs'], inIt);

// It had no count of request units: ours is made over its code.
for (const file of ['bench/units-once.ts', 'bench/costs/counting-store.ts', 'bench/costs/request-units.ts'])
  await cp(file, `${earlier}/${file}`);
const renderer = {
  name: 'where-mails-were-rendered',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/shared\/mails\/mail-renderer$/ }, () => ({
      path: resolve(earlier, 'shared/mail/mail-renderer.ts'),
    })),
};
await build({
  ...unitsOnce,
  absWorkingDir: resolve(earlier),
  outfile: '.build/units-once.js',
  plugins: commit === '8bffe86' ? [renderer] : [],
});
