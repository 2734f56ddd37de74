/** A function app in the local runtime, as `npm start` runs it, or another server to compare it with. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import * as z from 'zod';
import { invitation } from '../test/world';
import { built, startNode, waitFor } from './machine';

export interface Ask {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server that was started for a measurement. */
export class RunningServer {
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(
    readonly origin: string,
    private readonly child: ChildProcess & { readonly pid: number },
    private readonly folder: string | undefined,
  ) {}

  /** Kesher or the function that says hello, in a data folder of its own; `more` are variables of its environment. */
  static async startApp(
    app: 'kesher' | 'earlier' | 'hello',
    more: Readonly<Record<string, string>> = {},
  ): Promise<RunningServer> {
    const folder = mkdtempSync(join(tmpdir(), 'kesher-bench-'));
    const env = { PORT: '0', DATA_DIR: folder, SEED: app === 'hello' ? 'none' : 'demo', ...more };
    const main = app === 'earlier' ? 'earlier/.build/local/main.js' : 'local/main.js';
    const child = startNode(main, { cwd: resolve(built, app), env });
    return RunningServer.#ready(child, folder);
  }

  /** Node.js itself. */
  static startBare(): Promise<RunningServer> {
    return RunningServer.#ready(startNode('bare-http.js'), undefined);
  }

  static async #ready(
    child: ChildProcess & { readonly pid: number },
    folder: string | undefined,
  ): Promise<RunningServer> {
    const [, origin = ''] = await waitFor(child, /ready on (http:\/\/localhost:\d+)/iu);
    return new RunningServer(origin.replace('localhost', '127.0.0.1'), child, folder);
  }

  get pid(): number {
    return this.child.pid;
  }

  /** What says that a persona of the demo data asks. */
  async headersOf(persona: string): Promise<Readonly<Record<string, string>>> {
    const { accessToken } = await this.read(z.object({ accessToken: z.string() }), {
      path: '/local/tokens',
      body: { persona },
    });
    return { authorization: `Bearer ${accessToken}` };
  }

  /** Sends one request and gives the body of a good answer as it came. */
  async ask(ask: Ask): Promise<string> {
    const { status, text } = await this.#answer(ask);
    if (status >= 300) throw new Error(`${ask.path} answered ${status}: ${text}`);
    return text;
  }

  /** Sends one request and gives only how it was answered. */
  async statusOf(ask: Ask): Promise<number> {
    return (await this.#answer(ask)).status;
  }

  #answer({ path, method, headers = {}, body }: Ask): Promise<{ readonly status: number; readonly text: string }> {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolved, failed) => {
      const options = {
        agent: this.#agent,
        method: method ?? (sent === undefined ? 'GET' : 'POST'),
        headers: {
          accept: 'application/json',
          ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
      };
      const asking = request(`${this.origin}${path}`, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.once('end', () => resolved({ status: response.statusCode ?? 500, text }));
      });
      asking.once('error', failed);
      asking.end(sent);
    });
  }

  /** The same, read by a schema. */
  async read<T>(schema: z.ZodType<T>, ask: Ask): Promise<T> {
    return schema.parse(JSON.parse(await this.ask(ask)));
  }

  /** So many new trial invitations of a demo partner; gives the paths of their links. */
  async newLinks(count: number): Promise<readonly string[]> {
    const headers = await this.headersOf('northwind-admin');
    const paths: string[] = [];
    while (paths.length < count) {
      const { url } = await this.read(z.object({ url: z.string() }), {
        path: '/api/trial-invitations',
        headers,
        body: invitation,
      });
      paths.push(new URL(url).pathname);
    }
    return paths;
  }

  /** A new trial invitation; gives the path of its link. */
  async newLink(): Promise<string> {
    const [path = ''] = await this.newLinks(1);
    return path;
  }

  /** How many mails it has sent, counted in its file without asking it. */
  mailsSent(): number {
    const database = new DatabaseSync(join(this.folder ?? '', 'mailbox.db'), { readOnly: true });
    const counted: unknown = database.prepare('SELECT count(*) AS mails FROM mails').get();
    database.close();
    return z.object({ mails: z.number() }).parse(counted).mails;
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    const ended = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await ended;
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}
