/** The program of `npm start` as its own process, with what a portal and a mailbox's owner do over HTTP. `npm test` has built it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

export const repository = resolve(__dirname, '../..');
const program = join(repository, '.build/local/main.js');

const folders: string[] = [];
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own, for as long as the tests of this file run. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kesher-'));
  folders.push(folder);
  return folder;
}

export interface Launch {
  readonly dataFolder: string;
  /** A free one when it is left out. */
  readonly port?: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether npm's shell stands between this process and the program, as with `npm start`. */
  readonly inShell?: boolean;
}

/** A process that was started and may or may not become ready. */
export interface Launched {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** Its exit code, once it and whatever it started have ended; undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>;
}

/** Starts the program with nothing of this process's environment but the path to Node.js. */
export function launch({ dataFolder, port = 0, variables = {}, inShell = false }: Launch): Launched {
  const { PATH = '' } = process.env;
  const command = inShell ? ['sh', '-c', 'true && "$0" "$1"', process.execPath, program] : [process.execPath, program];
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: repository,
    env: {
      ...{ PATH, PORT: String(port), DATA_DIR: dataFolder },
      ...(inShell ? { npm_lifecycle_event: 'start' } : {}),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const text = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.errors += chunk.toString()));
  const ended = once(child, 'close').then(() => child.exitCode ?? undefined);
  return { child, output: () => text.output, errors: () => text.errors, ended };
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The persona in whose name it is sent. */
  readonly as?: string;
  readonly token?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const AccessToken = z.object({ accessToken: z.string() });

export const Message = z.object({
  id: z.string(),
  to: z.string(),
  kind: z.string(),
  code: z
    .string()
    .regex(/^\d{6}$/u)
    .optional(),
  language: z.string(),
  fromName: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  sentAt: z.iso.datetime(),
});
export type Message = z.infer<typeof Message>;
const Messages = z.object({ items: z.array(Message) });

/** A Kesher that is ready. */
export class RunningKesher {
  readonly origin: string;
  readonly port: number;
  readonly #launched: Launched;
  readonly #launch: Launch;

  private constructor(origin: string, launched: Launched, how: Launch) {
    this.origin = origin;
    this.port = Number(new URL(origin).port);
    this.#launched = launched;
    this.#launch = { ...how, port: this.port };
  }

  /** Resolves when it says that it is ready and answers so, and rejects with what it printed when it ends instead. */
  static async start(how: Partial<Launch> = {}): Promise<RunningKesher> {
    const complete = { dataFolder: newFolder(), ...how };
    const launched = launch(complete);
    const origin = await readyOrigin(launched);
    const kesher = new RunningKesher(origin, launched, complete);
    const { status } = await kesher.ask('/health/ready');
    if (status !== 200) throw new Error(`It says that it is ready, and answers ${status}.`);
    return kesher;
  }

  /** The id of its process. */
  get pid(): number {
    return this.#launched.child.pid ?? 0;
  }

  get dataFolder(): string {
    return this.#launch.dataFolder;
  }

  /** What it printed on standard output and standard error. */
  get printed(): string {
    return this.#launched.output() + this.#launched.errors();
  }

  /** Asks it to end, and throws unless it does so in good order. */
  async stop(): Promise<void> {
    this.#launched.child.kill('SIGTERM');
    const code = await this.#launched.ended;
    if (code !== 0) throw new Error(`It ended with exit code ${code ?? 'none'}: ${this.printed}`);
  }

  /** Ends it without giving it a chance to do anything. */
  async kill(): Promise<void> {
    this.#launched.child.kill('SIGKILL');
    await this.#launched.ended;
  }

  /** The same installation started anew, after it was stopped or killed. */
  again(): Promise<RunningKesher> {
    return RunningKesher.start(this.#launch);
  }

  /** Sends one request, follows nothing, and gives whatever is answered. */
  async ask(path: string, { method, headers = {}, body, as, token }: Ask = {}): Promise<Reply> {
    const bearer = as === undefined ? token : await this.token(as);
    const response = await fetch(new URL(path, this.origin), {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Sends one request that is to succeed, and gives what is answered, read by the schema. */
  async call<T>(schema: z.ZodType<T>, path: string, ask: Ask = {}): Promise<T> {
    const { status, text } = await this.ask(path, ask);
    if (status < 200 || status > 299) throw new Refusal(`${path} answered ${status}: ${text}`, status);
    return schema.parse(JSON.parse(text));
  }

  /** Every item of a list, page by page. */
  async all<T>(item: z.ZodType<T>, path: string, as: string): Promise<readonly T[]> {
    const Page = z.object({ items: z.array(item), nextCursor: z.string().optional() });
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ limit: '100', ...(cursor === undefined ? {} : { cursor }) });
      const page = await this.call(Page, `${path}?${query.toString()}`, { as });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return items;
  }

  /** A new token of a persona. */
  async token(persona: string): Promise<string> {
    return (await this.call(AccessToken, '/local/tokens', { body: { persona } })).accessToken;
  }

  /** The mails that have arrived, the newest first. */
  async mails(to?: string): Promise<readonly Message[]> {
    const query = to === undefined ? '' : `?${new URLSearchParams({ to }).toString()}`;
    return (await this.call(Messages, `/local/mailbox/messages${query}`)).items;
  }

  /** The newest mail of a kind to an address. It is there within a second; a busy machine is given much more. */
  async mail(to: string, kind: string, withinMilliseconds = 20_000): Promise<Message> {
    const deadline = performance.now() + withinMilliseconds;
    for (;;) {
      const found = (await this.mails(to)).find((message) => message.kind === kind);
      if (found) return found;
      if (performance.now() > deadline) throw new NoMail(`No ${kind} reached ${to} in ${withinMilliseconds} ms.`);
      await sleep(15);
    }
  }

  /** Puts the local clock forward; resolves when the timers that came due have run. */
  async advance(duration: string): Promise<Date> {
    const { now } = await this.call(z.object({ now: z.iso.datetime() }), '/local/clock', {
      body: { advance: duration },
    });
    return new Date(now);
  }
}

/** A request that should have succeeded was refused. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** A mail that should have arrived did not. */
export class NoMail extends Error {
  override readonly name = 'NoMail';
}

async function readyOrigin(launched: Launched): Promise<string> {
  const ready = new Promise<string>((resolve) => {
    const look = () => {
      const origin = /^Kesher is ready on (http:\/\/localhost:\d+)$/mu.exec(launched.output())?.[1];
      if (origin !== undefined) resolve(origin);
    };
    launched.child.stdout?.on('data', look);
    look();
  });
  const ended = launched.ended.then((code) => {
    throw new Error(
      `It ended with exit code ${code ?? 'none'} before it was ready: ${launched.output()}${launched.errors()}`,
    );
  });
  return Promise.race([ready, ended]);
}
