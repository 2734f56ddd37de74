/** A browser engine that is installed on this machine, and how it is started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tab } from './web-driver';

export interface Engine {
  readonly name: string;
  /** Why it is not there, and what to do about it; nothing when it is. */
  readonly missing: string | undefined;
  start(home: Home): Promise<StartedEngine>;
}

export interface StartedEngine {
  /** A tab that nothing was done in, whose pages may or may not run scripts. */
  newTab(options: { readonly scripts: boolean }): Promise<Tab>;
  /** Asks it to end. */
  quit(): Promise<void>;
}

/** A folder that a browser takes for its user's home, and the programs that run in it: all of it goes in the end. */
export class Home {
  readonly folder = mkdtempSync(join(tmpdir(), 'kesher-engine-'));
  readonly #children: ChildProcess[] = [];

  /** Starts a program that knows nothing of this user. */
  run(program: string, given: readonly string[], variables: Readonly<Record<string, string>> = {}): ChildProcess {
    const { PATH = '' } = process.env;
    const child = spawn(program, given, {
      env: { PATH, HOME: this.folder, XDG_CONFIG_HOME: this.folder, XDG_RUNTIME_DIR: this.folder, ...variables },
      // A group of its own: browsers start other processes, and they end together.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    child.stderr?.resume();
    this.#children.push(child);
    return child;
  }

  async leave(): Promise<void> {
    for (const child of this.#children.reverse()) {
      const ended = child.exitCode ?? child.signalCode ?? once(child, 'exit');
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // It has ended.
      }
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

const startsWithin = 20_000;

/** Tries again until it works, for as long as a program may take to listen. */
export async function onceItListens<T>(attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + startsWithin;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (performance.now() > deadline) throw new Error('The browser did not start in time.', { cause });
      await sleep(25);
    }
  }
}
