import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { application, contoso, person, tenants } from '../world';
import { newFolder, repository } from './running-kesher';

const megabyte = 1024 * 1024;
const folder = newFolder();
const file = (name: string): string => join(folder, `${name}.js`);
const children: ChildProcess[] = [];

beforeAll(() => {
  execFileSync(join(repository, 'node_modules/.bin/esbuild'), [
    ...['streaming-app', 'streaming-host'].map((name) => join(repository, `test/end-to-end/${name}.ts`)),
    ...['--bundle', '--platform=node', '--target=node20', '--log-level=error', `--outdir=${folder}`],
    ...['--external:@photostructure/sqlite', '--external:@azure/functions-core'],
    ...['--jsx=automatic', '--jsx-import-source=preact'],
  ]);
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** What a sender heard, and how much it could send. */
interface Heard {
  readonly status: number | undefined;
  readonly body: string;
  readonly sent: number;
  /** Whether anything more was taken in the end. */
  readonly isTaken: boolean;
}

interface Sending {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How many bytes, or for ever. */
  readonly bytes: number;
  readonly agent?: Agent;
}

const { leftOver } = limits.body;
/** When what is left of a body has been given up, and how long is watched that no more of it is taken. */
const givenUp = leftOver.milliseconds + 250;
const watched = 200;

/** Sends a chunked body on and on whatever is answered meanwhile, as simple clients do. */
async function send(port: number, { path, headers = {}, bytes, agent }: Sending): Promise<Heard> {
  const outgoing = httpRequest({ port, host: '127.0.0.1', method: 'POST', path, headers, agent: agent ?? false });
  const ended = new Promise<void>((resolve) => {
    outgoing.on('error', () => resolve());
    outgoing.on('close', () => resolve());
  });
  let status: number | undefined;
  let body = '';
  const answered = new Promise<void>((resolve) => {
    outgoing.on('response', (response: IncomingMessage) => {
      status = response.statusCode;
      response.on('data', (piece: Buffer) => (body += piece.toString()));
      response.on('error', () => resolve());
      response.on('end', () => resolve());
    });
  });
  const piece = Buffer.alloc(64 * 1024, '"');
  let sent = 0;
  let sentBefore = Infinity;
  void sleep(givenUp, undefined, { ref: false }).then(() => (sentBefore = sent));
  let over: 'cut off' | 'seen enough' | undefined;
  void ended.then(() => (over ??= 'cut off'));
  const enough = sleep(givenUp + watched, undefined, { ref: false }).then(() => void (over ??= 'seen enough'));
  while (sent < bytes && over === undefined) {
    sent += piece.length;
    if (!outgoing.write(piece)) await Promise.race([once(outgoing, 'drain').catch(() => undefined), ended, enough]);
  }
  const isTaken = over === 'seen enough' && sent > sentBefore;
  if (over === undefined) outgoing.end();
  else outgoing.destroy();
  await Promise.race([answered, ended]);
  return { status, body, sent, isTaken };
}

const Told = z.object({ id: z.string(), code: z.string(), megabytes: z.number() });
const bearer = (identity: object): string => `Bearer ${Buffer.from(JSON.stringify(identity)).toString('base64url')}`;

describe.each([
  ['as they come', 'direct', ''],
  ['whole', 'worker', ''],
  ["through the library's own server", 'streaming', 'yes'],
])('where the host hands on bodies %s', (_how, way, streaming) => {
  let port: number;
  let code: string;
  let everyReader: readonly Sending[];
  const told = async () => Told.parse(await (await fetch(`http://127.0.0.1:${port}/told`)).json());

  beforeAll(async () => {
    const child = spawn(process.execPath, [file('streaming-host'), file('streaming-app'), way], {
      env: { PATH: process.env['PATH'], NODE_PATH: join(repository, 'node_modules'), STREAMING: streaming },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    port = z.object({ port: z.int() }).parse(JSON.parse(line.toString())).port;
    const { id, ...rest } = await told();
    code = rest.code;
    const [form, json] = ['application/x-www-form-urlencoded', 'application/json'];
    const noa = bearer(person(tenants.northwind, 'noa'));
    const grid = bearer(application(tenants.operator, 'grid', 'AzureEventGridSecureWebhookSubscriber'));
    const bytes = 40 * megabyte;
    everyReader = [
      { path: `/o/${code}/redemptions`, headers: { 'content-type': form }, bytes },
      { path: `/o/${code}/redemptions`, headers: { 'content-type': json }, bytes },
      { path: `/o/${code}/refusal`, headers: { 'content-type': json }, bytes },
      { path: '/api/trial-invitations', headers: { 'content-type': json, authorization: noa }, bytes },
      { path: `/api/offers/${id}/emails`, headers: { 'content-type': json, authorization: noa }, bytes },
      { path: '/events/mail', headers: { 'content-type': json, authorization: grid }, bytes },
    ];
  });

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>) =>
    fetch(`http://127.0.0.1:${port}/o/${code}/redemptions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it('refuses tens of MB without a length while they arrive, six at a time, in bounded memory', async () => {
    // What runs is read and compiled by then.
    await Promise.all(everyReader.map((sending) => send(port, { ...sending, bytes: 1 })));
    const before = (await told()).megabytes;
    const heard = await Promise.all(everyReader.map((sending) => send(port, sending)));
    expect(heard.map(({ status }) => status)).toEqual(everyReader.map(() => 413));
    expect((await told()).megabytes - before).toBeLessThan(100);
    expect(heard.map(({ isTaken }) => isTaken)).toEqual(everyReader.map(() => false));
  });

  it('takes nothing more from who goes on sending after the answer, also one who was refused before anything was read', async () => {
    const [refused] = everyReader;
    const endless = [
      { path: refused?.path ?? '', headers: refused?.headers ?? {}, bytes: Infinity },
      { path: '/api/trial-invitations', headers: { 'content-type': 'application/json' }, bytes: Infinity },
      { path: '/o/forged/redemptions', headers: { 'content-type': 'application/json' }, bytes: Infinity },
    ];
    // Without these Node's client closes the connection with the answer.
    const agent = new Agent({ keepAlive: true });
    const heard = await Promise.all(endless.map((sending) => send(port, { ...sending, agent })));
    agent.destroy();
    // A host that hands on whole bodies refuses the rest itself.
    expect(heard.map(({ status }) => status)).toEqual(way === 'worker' ? [413, 413, 413] : [413, 401, 404]);
    expect(heard.map(({ isTaken }) => isTaken)).toEqual([false, false, false]);
  });

  it('goes on with the same connection when little was left', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const [form] = everyReader;
    if (!form) throw new Error('There is nothing to send.');
    expect((await send(port, { ...form, bytes: 2 * limits.body.standardBytes, agent })).status).toBe(413);
    expect((await send(port, { ...form, bytes: 1, agent })).status).toBe(422);
    agent.destroy();
  });

  it('takes what is just small enough, however it is cut, and nothing that is packed', async () => {
    const text = JSON.stringify({ ...contoso, contact: { ...contoso.contact, email: 'dana@contoso.example' } });
    const padded = text + ' '.repeat(limits.body.standardBytes - text.length);
    const outgoing = httpRequest({
      ...{ port, host: '127.0.0.1', method: 'POST', path: `/o/${code}/redemptions`, agent: false },
      headers: { 'content-type': 'application/json' },
    });
    for (let at = 0; at < padded.length; at += 5000) {
      outgoing.write(padded.slice(at, at + 5000));
      await sleep(1);
    }
    outgoing.end();
    const [whole] = (await once(outgoing, 'response')) as [IncomingMessage];
    whole.resume();
    expect(whole.statusCode).toBe(202);
    expect((await post(`${padded} `, {})).status).toBe(413);
    expect((await post(text, { 'content-encoding': 'identity' })).status).toBe(202);
    for (const encoding of ['gzip', 'br', 'identity, gzip', 'GZIP'])
      expect((await post(new Uint8Array(gzipSync(text)), { 'content-encoding': encoding })).status).toBe(415);
  });
});
