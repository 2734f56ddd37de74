/** The scripts of the deployment as processes of their own, the way people and azd run them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository } from '../end-to-end/running-kesher';

export interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface Run {
  /** Nothing else of this process's environment but the path. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What is typed, or piped in. */
  readonly input?: string;
  readonly folder?: string;
}

/** Runs a script of the repository until it ends. */
export async function runScript(
  script: string,
  words: readonly string[],
  { variables = {}, input = '', folder = repository }: Run = {},
): Promise<Ran> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [join(repository, script), ...words], {
    cwd: folder,
    env: { PATH, ...variables },
  });
  // Whoever ends without reading leaves a broken pipe behind.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output, errors };
}
