// The one place that runs `az` and `azd`. What is read is always read; what would change something is only shown where that was asked for.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const windows = process.platform === 'win32';
const quoted = (word) => (/^[\w@.,:/=\\-]+$/u.test(word) ? word : `"${word}"`);
/** How `az` says that something is not there, for its own commands and for `az rest`. */
const notThere =
  /\b(?:ResourceNotFound|Request_ResourceNotFound|ResourceGroupNotFound|DeploymentNotFound|Not Found)\b/u;

/** Something went wrong that its message explains. */
export class Fault extends Error {
  name = 'Fault';
}

/** Runs a program to its end. */
async function run(program, words, options) {
  // There both are scripts, which only a shell starts.
  const child = windows
    ? spawn([program, ...words.map(quoted)].join(' '), { ...options, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(error.code === 'ENOENT' ? new Fault(`${program} is not installed, or not on the path.`) : error),
    );
    child.on('close', resolve);
  });
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output, errors };
}

function shown(program, words) {
  return [program, ...words].map(quoted).join(' ');
}

/** `az`, asked for JSON. With `plan` nothing is changed: `say` is told what would be run instead. */
export function azure({ plan, say, pause, env, folder }) {
  const options = { env: { ...env }, cwd: folder };

  async function call(program, words) {
    const { code, output, errors } = await run(program, words, options);
    if (code !== 0) throw new Fault(`${shown(program, words)} failed:\n${(errors || output).trim()}`);
    return output.trim() === '' ? undefined : JSON.parse(output);
  }

  /** The content of a file that nobody else may read lies there as long as the command runs. */
  async function withFile(content, use) {
    const folder = await mkdtemp(join(tmpdir(), 'kesher-'));
    try {
      const file = join(folder, 'content');
      await writeFile(file, content, { mode: 0o600 });
      return await use(file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async function change(words, { body, secret, quiet = false, planned, tries = 1, again = notThere } = {}) {
    const output = ['--output', quiet || secret !== undefined ? 'none' : 'json'];
    const json = body === undefined ? [] : ['--headers', 'Content-Type=application/json', '--body'];
    if (plan) {
      const content = body === undefined ? [] : ['@FILE'];
      say(`  would run: ${shown('az', [...words, ...json, ...content, ...(secret ? ['--file', 'FILE'] : [])])}`);
      if (body !== undefined) say(JSON.stringify(body, undefined, 2).replaceAll(/^/gmu, '    '));
      return planned;
    }
    for (let left = tries; ; left -= 1) {
      try {
        if (secret !== undefined)
          return await withFile(secret, (file) => call('az', [...words, '--file', file, ...output]));
        if (body === undefined) return await call('az', [...words, ...output]);
        return await withFile(JSON.stringify(body), (file) => call('az', [...words, ...json, `@${file}`, ...output]));
      } catch (error) {
        if (left <= 1 || !again.test(error.message)) throw error;
        await sleep(pause);
      }
    }
  }

  return {
    /** What a command prints, as JSON. */
    read: (words) => call('az', [...words, '--output', 'json']),
    /** The same; undefined where the thing is not there. */
    async find(words) {
      try {
        return await call('az', [...words, '--output', 'json']);
      } catch (error) {
        if (error instanceof Fault && notThere.test(error.message)) return undefined;
        throw error;
      }
    },
    /**
     * Runs a command that changes something. A `body` goes by a file, a `secret` by one that only its owner can read;
     * neither stands on the command line. Directories and role assignments are not everywhere at once: `tries` says how often it is tried.
     */
    change,
    /** The values of the environment that azd has chosen. */
    environment: () => call('azd', ['env', 'get-values', '--output', 'json']),
    /** Keeps a value in that environment. */
    async keep(name, value) {
      if (plan) return say(`  would run: ${shown('azd', ['env', 'set', name, value])}`);
      const { code, errors } = await run('azd', ['env', 'set', name, value], options);
      if (code !== 0) throw new Fault(`azd env set ${name} failed:\n${errors.trim()}`);
      return undefined;
    },
  };
}
