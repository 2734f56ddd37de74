import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { LocalClock } from '../../local/clock';
import { FunctionsCore } from '../../local/host/functions-core';
import { addLocalRoutes, type Endpoint } from '../../local/host/http-functions';
import { HttpHost } from '../../local/host/http-host';
import { Router } from '../../local/host/router';
import { localRoutes } from '../../local/local-routes';
import { LocalMailbox } from '../../local/mailbox';
import { personas, tenants } from '../../local/personas';
import { TokenIssuer } from '../../local/token-issuer';
import type { OutgoingMail } from '../../shared/ports';
import { memoryOf } from './host/registered-app';

const folder = mkdtempSync(join(tmpdir(), 'kesher-routes-'));
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const clock = new LocalClock(memoryOf(), { now: () => new Date('2026-03-01T12:00:00.000Z') });
const mailbox = new LocalMailbox({ file: join(folder, 'mailbox.db'), clock });
const authority = 'http://localhost:7071/local/entra';
const issuer = new TokenIssuer({ key: { kid: 'k', pem: privateKey }, authority, audience: 'api://kesher', clock });

let origin = '';
let host: HttpHost;
let settled = 0;
const ran: string[] = [];

beforeAll(async () => {
  const core = new FunctionsCore();
  const router = new Router<Endpoint>();
  const settle = () => Promise.resolve().then(() => void (settled += 1));
  addLocalRoutes(
    router,
    core,
    localRoutes({
      clock,
      mailbox,
      issuer,
      settle,
      advance: async (duration) => {
        const moved = clock.advance(duration) !== undefined;
        if (moved) await settle();
        return moved;
      },
      runTimer: (name) => {
        if (name !== 'remind' && name !== 'failing') return Promise.resolve(undefined);
        ran.push(name);
        return Promise.resolve(name === 'remind');
      },
    }),
  );
  host = new HttpHost({ core, routers: [router] });
  origin = `http://127.0.0.1:${await host.listen(0)}`;
});
afterAll(async () => {
  await host.stop(0);
  mailbox.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string) => fetch(`${origin}${path}`);
const post = (path: string, body: unknown, contentType = 'application/json') =>
  fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const mail = (more: Partial<OutgoingMail>): OutgoingMail => ({
  operationId: 'one',
  kind: 'offer',
  to: { address: 'dana+it@contoso.example' },
  fromName: 'Northwind',
  subject: 'An offer <script>',
  text: 'Open https://kesher.example/o/abc_-1, then see (https://northwind.example).',
  html: '<html><head><title>x</title></head><body><a href="https://kesher.example/o/abc">Open</a></body></html>',
  language: 'en',
  ...more,
});

describe('signing in locally', () => {
  it('lists the personas', async () => {
    expect(await (await get('/local/personas')).json()).toEqual({ items: personas });
  });

  it('gives a persona a token that holds against the published keys', async () => {
    const response = await post('/local/tokens', { persona: 'operator' });
    const { accessToken } = (await response.json()) as { accessToken: string };
    const keys = (await (await get('/local/entra/common/discovery/v2.0/keys')).json()) as JSONWebKeySet;
    const { payload } = await jwtVerify(accessToken, createLocalJWKSet(keys), {
      issuer: `${authority}/${tenants.operator}/v2.0`,
      audience: 'api://kesher',
      currentDate: clock.now(),
    });
    expect([response.status, payload['roles']]).toEqual([200, ['Operator']]);
  });

  it('gives anybody else a token too, without roles unless some are named', async () => {
    const stranger = { tid: 'AAAAAAAA-0000-4000-8000-00000000000A', oid: 'user-1', name: 'Stranger' };
    const token = async (body: unknown) =>
      decodeJwt(((await (await post('/local/tokens', body)).json()) as { accessToken: string }).accessToken);
    const tid = stranger.tid.toLowerCase();
    expect(await token(stranger)).toMatchObject({ ...stranger, tid, roles: [], iss: `${authority}/${tid}/v2.0` });
    expect(await token({ ...stranger, roles: ['Operator'] })).toMatchObject({ roles: ['Operator'] });
  });

  it.each([
    [{ persona: 'nobody' }, ['/persona']],
    [{ persona: 7 }, ['/persona']],
    [{ persona: 'operator', tid: 'x' }, ['/tid']],
    [{}, ['/tid', '/oid', '/name']],
    [{ tid: 'x', oid: 'o', name: 'n', roles: 'Operator' }, ['/tid', '/roles']],
    [[], ['']],
  ])('refuses %j and names the fields at fault', async (body, pointers) => {
    const response = await post('/local/tokens', body);
    const problem = (await response.json()) as { errors: { pointer: string }[] };
    expect([response.status, problem.errors.map(({ pointer }) => pointer)]).toEqual([422, pointers]);
  });
});

describe('what every local answer keeps to', () => {
  it.each([
    ['{', 'application/json', 400],
    ['{}', 'text/plain', 415],
    [JSON.stringify({ persona: 'x'.repeat(70_000) }), 'application/json', 413],
  ])(
    'a body that is no JSON of a fair size is refused as the API refuses it (%#)',
    async (body, contentType, status) => {
      const response = await post('/local/tokens', body, contentType);
      expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
      expect(await response.json()).toMatchObject({
        status,
        traceId: expect.stringMatching(/^[\da-f]{32}$/u) as unknown,
      });
    },
  );

  it.each(['/local/personas', '/local/mailbox', '/local/mailbox/messages', '/local/mailbox/none'])(
    '%s says what browsers may do with it',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/u);
      expect(headers.get('referrer-policy')).not.toBeNull();
    },
  );
});

describe('the clock', () => {
  it('moves, and the answer waits for what came due', async () => {
    settled = 0;
    const response = await post('/local/clock', { advance: 'P31D' });
    expect([response.status, await response.json(), settled]).toEqual([200, { now: clock.now().toISOString() }, 1]);
    expect(clock.now()).toEqual(new Date('2026-04-01T12:00:00.000Z'));
  });

  it.each(['P1M', '-P1D', 'P0D', 'soon', 7, null])('stays where it is for %j', async (advance) => {
    const before = clock.now();
    expect((await post('/local/clock', { advance })).status).toBe(422);
    expect(clock.now()).toEqual(before);
  });
});

describe('running a timer at once', () => {
  it('runs it, hands on what it changed, and tells how it went', async () => {
    settled = 0;
    expect(await (await post('/local/timers/remind', '')).json()).toMatchObject({
      functionName: 'remind',
      succeeded: true,
    });
    expect(await (await post('/local/timers/failing', '')).json()).toMatchObject({ succeeded: false });
    expect([ran, settled]).toEqual([['remind', 'failing'], 2]);
  });

  it('is not possible for one that does not exist', async () => {
    expect((await post('/local/timers/none', '')).status).toBe(404);
  });
});

describe('the mailbox', () => {
  beforeAll(async () => {
    await mailbox.send(mail({ operationId: 'one' }));
    await mailbox.send(
      mail({ operationId: 'two', to: { address: 'noa@contoso.example' }, code: '012345', kind: 'confirmationCode' }),
    );
  });

  it.each([
    '/local/mailbox/messages?to=DANA%2Bit@contoso.example',
    '/local/mailbox/messages?to=dana+it@contoso.example',
  ])('finds the mails to an address at %s', async (path) => {
    const { items } = (await (await get(path)).json()) as { items: { id: string; to: string }[] };
    expect(items).toMatchObject([{ id: 'one', to: 'dana+it@contoso.example', kind: 'offer' }]);
  });

  it('gives all mails, the newest first, with the code of code mails', async () => {
    const { items } = (await (await get('/local/mailbox/messages')).json()) as { items: object[] };
    expect(items).toMatchObject([{ id: 'two', code: '012345' }, { id: 'one' }]);
    expect(items[1]).not.toHaveProperty('code');
  });

  it('shows the newest mail on top, with its code beside it', async () => {
    const rows = parse(await (await get('/local/mailbox')).text()).querySelectorAll('tbody tr');
    expect(rows.map((row) => row.querySelector('a')?.getAttribute('href'))).toEqual([
      '/local/mailbox/two',
      '/local/mailbox/one',
    ]);
    expect(rows.map((row) => row.querySelector('code.code')?.text)).toEqual(['012345', undefined]);
  });

  it('shows what it holds as text, and reloads itself until that is paused', async () => {
    const page = await (await get('/local/mailbox')).text();
    expect(page).toContain('An offer &lt;script>');
    expect(page).toMatch(/http-equiv="refresh"/u);
    expect(await (await get('/local/mailbox?refresh=off')).text()).not.toMatch(/http-equiv="refresh"/u);
  });

  it('makes the links of a mail work beside the mailbox', async () => {
    const page = await (await get('/local/mailbox/one')).text();
    expect([...page.matchAll(/<a class="ltr" href="([^"]*)" target="_blank"/gu)].map(([, href]) => href)).toEqual([
      'https://kesher.example/o/abc_-1',
      'https://northwind.example',
    ]);
  });

  it('keeps what a mail holds from running anything', async () => {
    const response = await get('/local/mailbox/one/html');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none';.*sandbox/u);
    expect(await response.text()).toContain('<head><base target="_blank"><title>');
  });

  it('can be down, and says so', async () => {
    expect(await (await post('/local/faults', { mail: 'down' })).json()).toEqual({ mail: 'down' });
    expect(await mailbox.send(mail({ operationId: 'three' }))).toMatchObject({ kind: 'unavailable' });
    expect(await (await get('/local/mailbox')).text()).toMatch(/set to be down/u);
    await post('/local/faults', { mail: 'up' });
    expect(await mailbox.send(mail({ operationId: 'three' }))).toEqual({ kind: 'accepted' });
    expect((await post('/local/faults', { mail: 'sideways' })).status).toBe(422);
  });
});
