/** The machine that is measured on: what is measured and what measures it run on different cores where that is possible. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { resolve } from 'node:path';

/** Where `bench/run.mjs` put everything. */
export const built = resolve(__dirname);

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-p', String(process.pid)]).status === 0;

/** Moves this process to the second core. */
export function leaveTheFirstCore(): void {
  if (canPin) spawnSync('taskset', ['-a', '-cp', '1', String(process.pid)]);
}

/** Starts Node.js on the first core, with nothing of this process's environment but what is named. */
export function startNode(
  file: string,
  { args = [], cwd = built, env = {} }: StartOptions = {},
): ChildProcess & { readonly pid: number } {
  const { PATH = '' } = process.env;
  const command = [process.execPath, resolve(built, file), ...args];
  const [program = process.execPath, ...rest] = canPin ? ['taskset', '-c', '0', ...command] : command;
  const child = spawn(program, rest, { cwd, env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${file} did not start.`);
  return Object.assign(child, { pid });
}

interface StartOptions {
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** All that a process has printed, once it has ended well. */
export async function printedBy(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  if (code !== 0) throw new Error(`A measured process ended with exit code ${code ?? 'none'}: ${text}`);
  return text;
}

/** The first match in what a process prints. */
export function waitFor(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((found, failed) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const match = pattern.exec(text);
      if (match) found(match);
    });
    child.once('close', () => failed(new Error(`A measured process ended before it was ready: ${text}`)));
  });
}

const ticksPerSecond = 100;

/** Milliseconds of processor time that a process has used; undefined where the system does not say. */
export function processorTime(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/** Megabytes of memory that a process holds; undefined where the system does not say. */
export function residentMegabytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** In words, for the page. */
export const machine = `Node.js ${process.version} on ${process.platform}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${
  canPin ? 'server and client on different cores' : 'server and client not kept apart'
}`;
