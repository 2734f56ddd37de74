// The Bicep compiler: where it is found, where it comes from, and how it is asked. One process answers everything that a run asks.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { fileURLToPath, URL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

const version = '0.49.2';
const folder = fileURLToPath(new URL('../.build/bicep/', import.meta.url));
const platform = { linux: 'linux', darwin: 'osx', win32: 'win' }[process.platform];
const name = `Azure.Bicep.CommandLine.${platform}-${process.arch}`;
const downloaded = `${folder}${name.toLowerCase()}/${version}/tools/bicep${process.platform === 'win32' ? '.exe' : ''}`;

/** Where the compiler is: at `BICEP`, or where a download of it lies. */
export function foundCompiler() {
  const { BICEP: named } = process.env;
  if (named) return existsSync(named) ? named : undefined;
  return existsSync(downloaded) ? downloaded : undefined;
}

/** Gets the compiler from NuGet where it is not yet there; answers why not where that cannot be done. */
export function downloadedCompiler() {
  const { BICEP: named } = process.env;
  if (named) return { because: `BICEP names ${named}, which is not there` };
  const { error, status, stdout, stderr } = spawnSync(
    'dotnet',
    ['package', 'download', `${name}@${version}`, '--output', folder],
    { encoding: 'utf8', timeout: 300_000 },
  );
  if (error?.code === 'ENOENT') return { because: 'install the .NET SDK 10, or name the compiler in BICEP' };
  if (error || status !== 0 || !existsSync(downloaded)) {
    const said = `${stdout}\n${stderr}`.trim().split('\n').at(-1)?.trim();
    return { because: `dotnet package download ${name}@${version} broke: ${error?.message ?? said}` };
  }
  chmodSync(downloaded, 0o755);
  return { path: downloaded };
}

/** Starts the compiler. Parameter files may read the environment: it sees none, so that everybody is answered alike. */
export async function startCompiler(path) {
  const { PATH, HOME, USERPROFILE, TMPDIR, TEMP, SystemRoot } = process.env;
  const child = spawn(path, ['jsonrpc', '--stdio'], {
    // It ends before code that is compiled twice pays: a third less of processor time.
    env: { PATH, HOME, USERPROFILE, TMPDIR, TEMP, SystemRoot, DOTNET_TieredCompilation: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  const ended = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The Bicep compiler ended with ${code}.`)));
  });
  ended.catch(() => undefined);
  const ask = (method, params) => Promise.race([connection.sendRequest(`bicep/${method}`, params), ended]);
  const stop = () => {
    connection.dispose();
    child.kill();
  };
  const { version: found } = await ask('version', {});
  if (found !== version) {
    stop();
    throw new Error(`${path} is Bicep ${found}; predictions are made by ${version}.`);
  }
  return { ask, stop };
}
