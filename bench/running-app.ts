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

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cookies: readonly string[];
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

  /** better-auth, in a data folder of its own. */
  static startBetterAuth(): Promise<RunningServer> {
    const folder = mkdtempSync(join(tmpdir(), 'better-auth-bench-'));
    const env = { DATA_DIR: folder, NODE_ENV: 'production' };
    return RunningServer.#ready(startNode('better-auth-server.js', { env }), folder);
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
    return (await this.#goodAnswer(ask)).text;
  }

  /** Sends one request and gives the cookies of a good answer as the next one sends them. */
  async cookiesFrom(ask: Ask): Promise<string> {
    const { cookies } = await this.#goodAnswer(ask);
    return cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ');
  }

  /** Sends one request and gives only how it was answered. */
  async statusOf(ask: Ask): Promise<number> {
    return (await this.#answer(ask)).status;
  }

  async #goodAnswer(ask: Ask): Promise<Answer> {
    const answer = await this.#answer(ask);
    if (answer.status >= 300) throw new Error(`${ask.path} answered ${answer.status}: ${answer.text}`);
    return answer;
  }

  #answer({ path, method, headers = {}, body }: Ask): Promise<Answer> {
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
        response.once('end', () => {
          const cookies = response.headers['set-cookie'] ?? [];
          resolved({ status: response.statusCode ?? 500, text, cookies });
        });
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
    const [counted] = this.#mailbox(z.object({ mails: z.number() }), 'SELECT count(*) AS mails FROM mails');
    return counted?.mails ?? 0;
  }

  /** The last code that each address was mailed, read in the same file. */
  codesMailed(): ReadonlyMap<string, string> {
    const Mail = z.object({ recipient: z.string(), code: z.string() });
    const mails = this.#mailbox(Mail, 'SELECT recipient, code FROM mails WHERE code IS NOT NULL ORDER BY number');
    return new Map(mails.map(({ recipient, code }) => [recipient, code]));
  }

  #mailbox<T>(schema: z.ZodType<T>, query: string): readonly T[] {
    const database = new DatabaseSync(join(this.folder ?? '', 'mailbox.db'), { readOnly: true });
    const rows: unknown = database.prepare(query).all();
    database.close();
    return z.array(schema).parse(rows);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    const ended = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await ended;
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}
