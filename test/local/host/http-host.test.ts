import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { ReadableStream } from 'node:stream/web';
import type { app as App, HttpResponseInit } from '@azure/functions';
import type { HttpPath } from '../../../local/host/http-functions';
import { HttpHost, PortTaken } from '../../../local/host/http-host';
import { serving, type Serving } from './registered-app';

interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends a request without the niceties of fetch. */
async function send(
  { port }: Serving,
  method: string,
  path: string,
  more: { readonly body?: string | Buffer; readonly headers?: Record<string, string> } = {},
): Promise<Sent> {
  const outgoing = httpRequest({ port, host: '127.0.0.1', method, path, headers: more.headers ?? {}, agent: false });
  outgoing.end(more.body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const ofTheConnection = ['date', 'connection', 'keep-alive'];
  const headers = Object.fromEntries(
    Object.entries(response.headers).filter(([name]) => !ofTheConnection.includes(name)),
  );
  return { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks).toString() };
}

/** Something that happens once and can be waited for. */
function happening(): { readonly happens: () => void; readonly happened: Promise<void> } {
  let happens: () => void = () => undefined;
  const happened = new Promise<void>((resolve) => (happens = resolve));
  return { happens, happened };
}

/** Sends bytes as they are and gives the first line of the answer. */
async function sendRaw(serving: Serving, text: string): Promise<string> {
  return (await linesAfter(serving, text))[0] ?? '';
}

async function linesAfter({ port }: Serving, text: string): Promise<readonly string[]> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  let answer = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) answer += chunk.toString();
  return answer.split('\r\n');
}

const replies: Record<string, HttpResponseInit | undefined> = {
  nothing: undefined,
  empty: {},
  text: { body: 'שלום' },
  bytes: { body: new Uint8Array([1, 2, 3]), headers: { 'Content-Type': 'image/png' } },
  json: { jsonBody: { a: [1, null] }, status: 201, headers: { ETag: '"1"' } },
  jsonNull: { jsonBody: null },
  typedJson: { jsonBody: { a: 1 }, headers: new Headers({ 'content-type': 'application/problem+json' }) },
  pairs: {
    body: 'x',
    headers: [
      ['X-One', '1'],
      ['Content-Type', 'text/html'],
    ],
  },
  noContent: { status: 204, body: 'dropped', headers: { ETag: '"2"' } },
  notModified: { status: 304, jsonBody: { dropped: true }, headers: { ETag: '"3"' } },
  form: { body: new URLSearchParams({ a: 'b c' }) },
  redirect: { status: 303, headers: { Location: '/o/abc' } },
  cookies: {
    body: 'x',
    cookies: [
      { name: 'session', value: 'a b', httpOnly: true, secure: true, sameSite: 'Strict', path: '/access', maxAge: 600 },
      { name: 'gone', value: '', maxAge: 0, expires: new Date('2030-01-31T10:20:30.600Z') },
      { name: 'plain', value: '1', sameSite: 'None', domain: 'kesher.example' },
    ],
  },
};

function functions(app: typeof App): void {
  app.http('echo', {
    route: 'echo/{first}/{second?}',
    methods: ['POST', 'PUT', 'GET'],
    handler: async (request, context) => ({
      jsonBody: {
        method: request.method,
        url: request.url,
        params: request.params,
        query: [...request.query],
        header: request.headers.get('X-Custom'),
        missing: request.headers.get('x-missing'),
        hasType: request.headers.has('content-type'),
        names: [...request.headers.keys()].filter((name) => name.startsWith('x-')),
        user: request.user,
        hasBody: request.body !== null,
        usedBefore: request.bodyUsed,
        text: await request.text(),
        usedAfter: request.bodyUsed,
        functionName: context.functionName,
        trigger: context.options.trigger.type,
        traceId: context.traceContext?.traceParent?.slice(3, 35),
        invocationId: context.invocationId.length,
        input: String(context.extraInputs.get('none')),
      },
    }),
  });
  app.http('reply', {
    route: 'reply/{kind}',
    methods: ['GET', 'HEAD'],
    handler: ({ params }) => replies[params['kind'] ?? ''] ?? (null as unknown as HttpResponseInit),
  });
  app.http('throws', {
    route: 'throws',
    methods: ['GET'],
    handler: () => {
      throw new Error('on purpose');
    },
  });
  app.http('odd', {
    route: 'odd/{kind}',
    methods: ['GET'],
    handler: ({ params }) => oddities[params['kind'] ?? ''] ?? {},
  });
  app.http('reads', {
    route: 'reads/{how}',
    methods: ['POST'],
    handler: async (request) => {
      const copy = request.clone();
      const read = {
        json: async () => request.json(),
        arrayBuffer: async () => (await request.arrayBuffer()).byteLength,
        blob: async () => (await request.blob()).size,
        formData: async () => [...(await request.formData()).entries()],
        stream: async () => {
          let size = 0;
          for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) size += chunk.byteLength;
          return size;
        },
        twice: async () => [
          await request.text(),
          await request.text().catch((error: unknown) => (error as Error).name),
        ],
        nothing: () => Promise.resolve('unread'),
      }[request.params['how'] ?? ''];
      return { jsonBody: { value: await read?.(), copied: (await copy.text()).length, used: request.bodyUsed } };
    },
  });
}

const oddities: Record<string, HttpResponseInit> = {
  status: { status: 99 },
  number: 7 as unknown as HttpResponseInit,
  header: { body: 'x', headers: { 'X-Bad': 'a\r\nSet-Cookie: b=c' } },
};

const host: Partial<Record<HttpPath, Serving>> = {};
const on = (path: HttpPath): Serving => {
  const serving = host[path];
  if (serving === undefined) throw new Error('not started');
  return serving;
};

beforeAll(async () => {
  host.direct = await serving(functions);
  host.worker = await serving(functions, { path: 'worker' });
});
afterAll(() => Promise.all([on('direct').host.stop(0), on('worker').host.stop(0)]));

describe('the direct path and the path through the library give the same answers', () => {
  const same = async (method: string, path: string, more: Parameters<typeof send>[3] = {}): Promise<Sent> => {
    const headers = { host: 'kesher.example:7071', ...more.headers };
    const direct = await send(on('direct'), method, path, { ...more, headers });
    expect(await send(on('worker'), method, path, { ...more, headers })).toEqual(direct);
    return direct;
  };

  it('hands over the whole request', async () => {
    const answer = await same('POST', '/echo/a%2Fb/c?q=1&q=%D7%A9&empty', {
      body: '\uFEFFguten Tag, שלום',
      headers: {
        'content-type': 'text/plain',
        'x-custom': 'one',
        'x-other': 'two',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    });
    expect(JSON.parse(answer.body)).toEqual({
      method: 'POST',
      url: 'http://kesher.example:7071/echo/a%2Fb/c?q=1&q=%D7%A9&empty',
      params: { first: 'a/b', second: 'c' },
      query: [
        ['q', '1'],
        ['q', 'ש'],
        ['empty', ''],
      ],
      header: 'one',
      missing: null,
      hasType: true,
      names: ['x-custom', 'x-other'],
      user: null,
      hasBody: true,
      usedBefore: false,
      text: 'guten Tag, שלום',
      usedAfter: true,
      functionName: 'echo',
      trigger: 'httpTrigger',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      invocationId: 36,
      input: 'undefined',
    });
  });

  it.each(['PUT', 'GET'])('gives a %s request without a body none', async (method) => {
    const answer = await same(method, '/echo/x', {
      headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ hasBody: false, text: '', usedAfter: false });
  });

  it.each(Object.keys(replies))('sends the reply %s', async (kind) => {
    await same('GET', `/reply/${kind}`);
  });

  it.each(Object.keys(replies))('sends the head of the reply %s without its body', async (kind) => {
    expect((await same('HEAD', `/reply/${kind}`)).body).toBe('');
  });

  it.each(['json', 'arrayBuffer', 'blob', 'stream', 'twice', 'nothing'])('reads a body as %s', async (how) => {
    expect((await same('POST', `/reads/${how}`, { body: JSON.stringify({ a: 'ש'.repeat(50_000) }) })).status).toBe(200);
  });

  it('reads a form', async () => {
    const answer = await same('POST', '/reads/formData', {
      body: 'a=1&b=%D7%A9',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({
      value: [
        ['a', '1'],
        ['b', 'ש'],
      ],
    });
  });

  it.each(['/throws', '/odd/status', '/odd/number', '/odd/header'])(
    'answers 500 when the function of %s goes wrong',
    async (path) => {
      expect(await same('GET', path)).toMatchObject({ status: 500, body: '' });
    },
  );

  it.each([
    ['GET', '/nowhere', 404],
    ['DELETE', '/echo/a', 404],
    ['GET', '/reply/%E0%A4%A', 204],
    ['GET', '/reply/..%5Ctext', 204],
    ['GET', '/reply/x/../text', 200],
    ['GET', '/reply/%2e%2e/reply/text', 200],
  ])('answers %s %s with %s', async (method, path, status) => {
    expect((await same(method, path)).status).toBe(status);
  });
});

describe.each<HttpPath>(['direct', 'worker'])('the HTTP side of the host, %s', (path) => {
  it('sends each cookie in a header of its own, for the whole site unless it says otherwise', async () => {
    const { headers } = await send(on(path), 'GET', '/reply/cookies');
    expect(headers['set-cookie']).toEqual([
      'session=a%20b; Max-Age=600; Path=/access; Secure; SameSite=Strict; HttpOnly',
      'gone=; Expires=Thu, 31 Jan 2030 10:20:31 GMT; Max-Age=0; Path=/',
      'plain=1; Domain=kesher.example; Path=/; SameSite=None',
    ]);
  });

  it('answers 204 when a function returns nothing', async () => {
    expect(await send(on(path), 'GET', '/reply/nothing')).toEqual({ status: 204, headers: {}, body: '' });
  });

  it('takes chunked bodies of many megabytes', async () => {
    const body = Buffer.alloc(5 * 1024 * 1024, 'x');
    const answer = await send(on(path), 'POST', '/reads/arrayBuffer', {
      body,
      headers: { 'transfer-encoding': 'chunked' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ value: body.length });
  });

  it('refuses a body beyond the limit, announced or not', async () => {
    const small = await serving(functions, { path, bodyLimit: 1000 });
    const body = 'x'.repeat(1001);
    expect((await send(small, 'POST', '/echo/a', { body })).status).toBe(413);
    expect((await send(small, 'POST', '/echo/a', { body, headers: { 'transfer-encoding': 'chunked' } })).status).toBe(
      413,
    );
    expect((await send(small, 'POST', '/echo/a', { body: 'x'.repeat(1000) })).status).toBe(200);
    await small.host.stop(0);
  });

  it.each([
    ['GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: a/../b\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: user@a\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\n\r\n', 400],
    ['OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['GET http://other/reply/text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 200],
    ['TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 404],
    ['GET /reply/text HTTP/1.1\r\nHost: [::1]:7071\r\nConnection: close\r\n\r\n', 200],
    ['nonsense\r\n\r\n', 400],
    ['\u0000\u0001\u0002\r\n\r\n', 400],
  ])('answers the odd request %j with %s and goes on', async (text, status) => {
    expect(await sendRaw(on(path), text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `, 'u'));
    expect((await send(on(path), 'GET', '/reply/text')).status).toBe(200);
  });

  it.each([
    ['nonsense', 'nonsense\r\n\r\n'],
    ['a method that there is not', 'FETCH / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an endless address', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
  ])('refuses in its own form what is no request: %s', async (_what, text) => {
    const refusal = (kind: string) => ({ headers: { 'X-Content-Type-Options': 'nosniff' }, body: `It is ${kind}.` });
    const refusing = await serving(functions, { path, refusal });
    const lines = await linesAfter(refusing, text);
    expect(lines[0]).toBe('HTTP/1.1 400 Bad Request');
    expect(lines).toContain('x-content-type-options: nosniff');
    expect(lines.at(-1)).toBe('It is malformed.');
    await refusing.host.stop(0);
  });

  it('tells the function when the client left before its body was whole', async () => {
    let seen: (reason: unknown) => void = () => undefined;
    const failure = new Promise((resolve) => (seen = resolve));
    const begun = happening();
    const served = await serving(
      (app) =>
        app.http('reader', {
          route: 'reader',
          methods: ['POST'],
          handler: (request) => {
            begun.happens();
            return request.text().then(
              (body) => ({ body }),
              (error: unknown) => (seen(error), {}),
            );
          },
        }),
      { path: 'direct' },
    );
    const socket = connect(served.port, '127.0.0.1');
    socket.write('POST /reader HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
    await begun.happened;
    socket.destroy();
    expect(await failure).toMatchObject({ name: 'ClientGone' });
    await served.host.stop(0);
  });

  it('answers what was begun before it stops, and accepts nothing more', async () => {
    const [begun, release] = [happening(), happening()];
    const slow = await serving(
      (app) =>
        app.http('slow', {
          methods: ['GET'],
          handler: async () => {
            begun.happens();
            await release.happened;
            return { body: 'done' };
          },
        }),
      { path },
    );
    const answer = send(slow, 'GET', '/slow');
    await begun.happened;
    const stopped = slow.host.stop(60_000);
    await expect(send(slow, 'GET', '/slow')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    release.happens();
    expect(await answer).toMatchObject({ status: 200, body: 'done' });
    await stopped;
  });

  it('does not wait for connections that are kept open, used or not, when it stops', async () => {
    const [begun, release] = [happening(), happening()];
    const slow = await serving(
      (app) =>
        app.http('slow', {
          methods: ['GET'],
          handler: async () => {
            begun.happens();
            await release.happened;
            return { body: 'done' };
          },
        }),
      { path },
    );
    const silent = connect(slow.port, '127.0.0.1');
    await once(silent, 'connect');
    const used = connect(slow.port, '127.0.0.1');
    let answer = '';
    used.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    used.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await begun.happened;
    const ended = Promise.all([once(silent, 'close'), once(used, 'close')]);
    const stopped = slow.host.stop(60_000);
    release.happens();
    await stopped;
    await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*done$/su);
  });

  it('stops in time even when a function never ends', async () => {
    const begun = happening();
    const handler = () => {
      begun.happens();
      return new Promise<never>(() => undefined);
    };
    const endless = await serving((app) => app.http('endless', { methods: ['GET'], handler }), { path });
    const answer = send(endless, 'GET', '/endless').catch((error: unknown) => error);
    await begun.happened;
    await endless.host.stop(50);
    expect(await answer).toMatchObject({ code: 'ECONNRESET' });
  });

  it('puts every function below the prefix', async () => {
    const prefixed = await serving(functions, { path, routePrefix: 'api' });
    expect((await send(prefixed, 'GET', '/api/reply/text')).status).toBe(200);
    expect((await send(prefixed, 'GET', '/reply/text')).status).toBe(404);
    await prefixed.host.stop(0);
  });

  it('lets hooks see and change every invocation', async () => {
    const seen: unknown[] = [];
    const hooked = await serving(
      (app) => {
        app.hook.preInvocation((context) => {
          const handler = context.functionHandler;
          seen.push(context.invocationContext.functionName);
          context.functionHandler = async (request: unknown, invocation) => {
            const result: unknown = await handler(request, invocation);
            return { ...Object(result), status: 202 } as HttpResponseInit;
          };
        });
        app.hook.postInvocation((context) => {
          seen.push(context.error instanceof Error ? context.error.message : context.result);
          context.error = null;
          context.result ??= { status: 418 };
        });
        app.http('fine', { methods: ['GET'], handler: () => ({ body: 'x' }) });
        app.http('broken', { methods: ['GET'], handler: () => Promise.reject(new Error('on purpose')) });
      },
      { path },
    );
    expect((await send(hooked, 'GET', '/fine')).status).toBe(202);
    expect((await send(hooked, 'GET', '/broken')).status).toBe(418);
    expect(seen).toEqual(['fine', { body: 'x', status: 202 }, 'broken', 'on purpose']);
    await hooked.host.stop(0);
  });
});

describe('streamed answers', () => {
  const endlessly = (cancelled: () => void): ReadableStream =>
    new ReadableStream({
      pull: async (controller) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        controller.enqueue(Buffer.from('more'));
      },
      cancel: cancelled,
    });

  it('arrive piece by piece', async () => {
    const streaming = await serving((app) =>
      app.http('pieces', {
        methods: ['GET'],
        handler: () => ({
          body: (async function* () {
            yield Buffer.from('one ');
            await Promise.resolve();
            yield Buffer.from('two');
          })(),
        }),
      }),
    );
    expect(await send(streaming, 'GET', '/pieces')).toMatchObject({ status: 200, body: 'one two' });
    await streaming.host.stop(0);
  });

  it('end when the client leaves', async () => {
    let cancelled: () => void = () => undefined;
    const wasCancelled = new Promise<void>((resolve) => (cancelled = resolve));
    const streaming = await serving((app) =>
      app.http('endless', { methods: ['GET'], handler: () => ({ body: endlessly(cancelled) }) }),
    );
    const outgoing = httpRequest({ port: streaming.port, host: '127.0.0.1', path: '/endless', agent: false }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await once(response, 'data');
    response.destroy();
    await wasCancelled;
    await streaming.host.stop(0);
  });

  it('are an error when they fail at once, and break off when they fail later', async () => {
    const failing = (pieces: number): ReadableStream => {
      let sent = 0;
      return new ReadableStream({
        pull: async (controller) => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          if (sent++ < pieces) controller.enqueue(Buffer.from('x'));
          else controller.error(new Error('on purpose'));
        },
      });
    };
    const streaming = await serving((app) =>
      app.http('failing', {
        route: 'failing/{pieces}',
        methods: ['GET'],
        handler: ({ params }) => ({ body: failing(Number(params['pieces'])) }),
      }),
    );
    expect((await send(streaming, 'GET', '/failing/0')).status).toBe(500);
    await expect(send(streaming, 'GET', '/failing/1')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await streaming.host.stop(0);
  });

  it('need not be read to answer HEAD', async () => {
    let cancelled: () => void = () => undefined;
    const wasCancelled = new Promise<void>((resolve) => (cancelled = resolve));
    const streaming = await serving((app) =>
      app.http('endless', { methods: ['GET'], handler: () => ({ body: endlessly(cancelled) }) }),
    );
    expect(await send(streaming, 'HEAD', '/endless')).toMatchObject({ status: 200, body: '' });
    await wasCancelled;
    await streaming.host.stop(0);
  });
});

describe('where the host listens', () => {
  it('says which port is taken', async () => {
    const { port, core } = on('direct');
    await expect(new HttpHost({ core, routers: [] }).listen(port)).rejects.toThrow(PortTaken);
  });

  it('tells that something may have changed after every request but reading ones', async () => {
    let changes = 0;
    const watched = await serving(functions, { afterChange: () => (changes += 1) });
    await send(watched, 'GET', '/reply/text');
    await send(watched, 'HEAD', '/reply/text');
    expect(changes).toBe(0);
    await send(watched, 'POST', '/echo/a', { body: 'x' });
    expect(changes).toBe(1);
    await watched.host.stop(0);
  });
});
