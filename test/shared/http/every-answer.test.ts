import { HttpRequest, InvocationContext } from '@azure/functions';
import * as z from 'zod';
import { limits } from '../../../shared/catalogue/limits';
import { access, type HttpOperationName } from '../../../shared/http/access';
import { StoreUnavailable } from '../../../shared/ports';
import { faultyFields, refusalOf } from '../../link-world';
import { goodCalls, portalWorld, type Here } from '../../portal-world';
import type { WatchedStore } from '../../watched-store';
import { textOf, type Answer, type Call, type World } from '../../world';

const names = Object.keys(goodCalls) as HttpOperationName[];
const by = (...callers: readonly string[]) => names.filter((name) => callers.includes(access[name].by));
const changing = by('user', 'operator').filter((name) => !access[name].methods.some((method) => method === 'GET'));

/** The operations that read a body, whatever is in the world. */
const nowhere: Here = {
  partnerId: '',
  offerId: '',
  spareOfferId: '',
  mailId: '',
  emailId: '',
  suppressionId: '',
  customerId: '',
  forgettableId: '',
  code: '',
  delegationCode: '',
  redemptionId: '',
  subscriptionId: '',
  keyId: '',
  loadedKey: '',
  freeKey: '',
  askId: 'ask',
  userId: '',
  clientUserId: '',
  resetId: '',
  waitingResetId: '',
  revealToken: '',
  codeRevealToken: '',
  stopToken: '',
  token: '',
  logo: '',
  session: '',
  requestId: '',
  requestToken: '',
  deskSession: '',
};
const reading = changing.filter((name) => goodCalls[name](nowhere).body !== undefined);
/** Those that take a request without a body for one that says nothing. */
const mayBeEmpty: readonly HttpOperationName[] = [
  'convertTrial',
  'copyOffer',
  'eraseCustomer',
  'resetPassword',
  'revokeOffer',
];

/** Those whose good answers never change. */
const kept: readonly HttpOperationName[] = ['showLogo'];

const Problem = z.looseObject({
  type: z.string().regex(/^\/problems\/[a-z-]+$|^about:blank$/u),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  traceId: z.string().min(1),
});

/** What every answer carries, whatever it says. */
function expectHeaders({ headers }: Answer, isKept = false): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'|frame-ancestors/u);
  expect(headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/u);
  expect(headers.get('cache-control')).toBe(isKept ? 'public, max-age=31536000, immutable' : 'no-store');
}

/** A refusal as programs read it. */
function expectProblem(answer: Answer): void {
  expectHeaders(answer);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(Problem.parse(answer.json).status).toBe(answer.status);
}

describe('every answer', () => {
  let world: World;
  let store: WatchedStore;
  let here: Here;
  beforeAll(async () => {
    ({ world, store, here } = await portalWorld());
  });
  afterAll(() => world.close());
  beforeEach(() => {
    store.forget();
    store.fault = () => undefined;
    world.logged.length = 0;
  });

  const callTo = (name: HttpOperationName, more: Partial<Call> = {}) => {
    const call = goodCalls[name](here);
    return world.call(name, { ...call, ...more, headers: { ...call.headers, ...more.headers } });
  };

  describe.each(names)('of %s', (name) => {
    it('carries the headers that browsers keep to, when all is well', async () => {
      const answer = await callTo(name);
      expectHeaders(answer, kept.includes(name));
      if (answer.status >= 400) expectProblem(answer);
    });

    it('carries them as a page too', async () => {
      expectHeaders(await callTo(name, { headers: { accept: 'text/html' } }), kept.includes(name));
    });

    it('says when to come back while the database is down', async () => {
      store.fault = () => ({ when: 'before', error: new StoreUnavailable('secret-host is down', 9) });
      const answer = await callTo(name, { headers: { accept: 'application/json' } });
      if (store.calls.length === 0) return;
      expectProblem(answer);
      expect([answer.status, refusalOf(answer), answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '9']);
      expect(answer.text).not.toContain('secret-host');
    });

    it.each([
      ['before it did anything', 'before'],
      ['after it did', 'after'],
    ] as const)('is a bare 500 when the database breaks %s, logged without data', async (_when, when) => {
      const told = 'dana@contoso.example said 123456\n    at hostile@contoso.example (in a message)';
      const error = new TypeError(`cannot read ${told}`, { cause: new Error(told) });
      store.fault = () => ({ when, error });
      const call = goodCalls[name](here);
      const answer = await callTo(name, { headers: { accept: 'application/json' } });
      if (store.calls.length === 0) return;
      expectProblem(answer);
      expect([answer.status, answer.json.type]).toEqual([500, 'about:blank']);
      expect(answer.text).not.toMatch(/contoso|cannot read|TypeError|\.ts/u);

      const log = world.logged.join('\n');
      expect(log).toContain('"event":"crash"');
      expect(log).toContain('"error":"TypeError"');
      expect(log).toContain(String(answer.json.traceId));
      const parameters = Object.values(call.params ?? {}).filter((value) => value.length > 8);
      const token = Buffer.from(JSON.stringify(call.as ?? 'nobody')).toString('base64url');
      for (const secret of [
        'contoso',
        'Dana',
        'Tal Spin',
        'tailspin',
        '123456',
        'hostile',
        token,
        here.code,
        ...parameters,
      ])
        expect(log).not.toContain(secret);
    });

    it('leaves one line in the log that names nobody', async () => {
      const answer = await callTo(name, { query: { ...goodCalls[name](here).query, q: 'dana@contoso.example' } });
      const lines = world.logged.map((line) => z.looseObject({}).parse(JSON.parse(line)));
      expect(lines).toEqual([
        {
          event: 'call',
          traceId: expect.stringMatching(/^[0-9a-f]{32}$/u) as string,
          operation: name,
          status: answer.status,
          milliseconds: expect.any(Number) as number,
        },
      ]);
    });
  });

  describe.each(reading)('of %s', (name) => {
    const refused = async (more: Partial<Call>) => {
      store.forget();
      const { body: _body, ...call } = goodCalls[name](here);
      const answer = await world.call(name, { ...call, ...more, headers: { ...call.headers, ...more.headers } });
      expectProblem(answer);
      expect(store.changing).toEqual([]);
      return [answer.status, refusalOf(answer)];
    };
    const json = { 'content-type': 'application/json' };
    // A list of recipients or keys may be as long as all of them together.
    const limit = ['sendOffer', 'loadProductKeys'].includes(name) ? limits.body.listBytes : limits.body.standardBytes;
    const big = JSON.stringify({ name: 'x'.repeat(limit) });

    it.each([
      ['a form', 'application/x-www-form-urlencoded'],
      ['text', 'text/plain'],
      ['something like JSON', 'application/json-patch+json'],
      ['nothing said', ''],
    ])('is 415 for %s', async (_what, type) => {
      expect(await refused({ raw: '{}', headers: { 'content-type': type } })).toEqual([415, 'unsupported-media-type']);
    });

    if (mayBeEmpty.includes(name))
      it.each([
        ['is left out', {}],
        ['has nothing in it', { raw: '' }],
      ])('takes a body that %s for an empty one', async (_what, sent) => {
        const { body: _body, ...call } = goodCalls[name](here);
        const { status } = await world.call(name, { ...call, ...sent });
        // One of the calls above has ended the delegation that a reset needs.
        expect(name === 'resetPassword' ? [201, 403] : [200, 201]).toContain(status);
      });
    else
      it.each([
        ['415 without any body, for none was said to be JSON', {}, 415, 'unsupported-media-type'],
        ['400 for nothing', { raw: '' }, 400, 'malformed-request'],
      ])('is %s', async (_what, sent, status, refusal) => {
        expect(await refused(sent)).toEqual([status, refusal]);
      });

    it('is 413 for more than its limit, whether its length was told or not', async () => {
      expect(await refused({ raw: big })).toEqual([413, 'payload-too-large']);
      expect(await refused({ raw: '{}', headers: { 'content-length': String(limit + 1) } })).toEqual([
        413,
        'payload-too-large',
      ]);
    });

    it('is not 413 for exactly its limit', async () => {
      const body = `{"x":"${'x'.repeat(limit - 8)}"}`;
      expect(Buffer.byteLength(body)).toBe(limit);
      expect(await refused({ raw: body })).toEqual([422, 'invalid-request']);
    });

    it.each([
      ['half of an object', '{"name":'],
      ['a comment', '{} // x'],
      ['two objects', '{}{}'],
      ['NaN', '{"x":NaN}'],
      ['what is not UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])],
    ])('is 400 for %s', async (_what, raw) => {
      expect(await refused({ raw })).toEqual([400, 'malformed-request']);
    });

    it.each(['null', '[]', '"text"', '1', 'true', '[{}]', '[['.repeat(10_000) + ']]'.repeat(10_000)])(
      'is 422 for the JSON %.10s that is no object',
      async (raw) => {
        expect(await refused({ raw })).toEqual([422, 'invalid-request']);
      },
    );

    it('names an unknown field, also one that looks like the language’s own', async () => {
      const { body } = goodCalls[name](here);
      for (const field of ['surprise', 'constructor', '__proto__', 'a/b~']) {
        const pointer = `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const raw = `${JSON.stringify(body).slice(0, -1)},${JSON.stringify(field)}:1}`;
        const answer = await callTo(name, { raw, body: undefined, headers: json });
        expect([answer.status, faultyFields(answer)]).toEqual([422, [pointer]]);
      }
    });

    it('comes in this order: 401, 403, 413 and 415, 400, 422', async () => {
      const { as, ...call } = goodCalls[name](here);
      const stranger = {
        kind: 'user' as const,
        tenantId: '99999999-9999-4999-8999-999999999999',
        userId: 'x',
        name: 'x',
        roles: [],
      };
      const wrong = {
        ...call,
        body: undefined,
        headers: { 'content-type': 'text/plain', 'idempotency-key': 'two words' },
      };
      const status = async (more: Call) => (await world.call(name, more)).status;
      expect(await status({ ...wrong, raw: big })).toBe(401);
      expect(await status({ ...wrong, raw: big, as: stranger })).toBe(403);
      if (!as) return;
      expect([413, 415]).toContain(await status({ ...wrong, raw: big, as }));
      const keyed = { ...wrong.headers, ...json };
      expect(await status({ ...wrong, raw: '{"x":', as, headers: keyed })).toBe(400);
      expect(await status({ ...wrong, raw: '{"x":1}', as, headers: keyed })).toBe(400);
      expect(await status({ ...wrong, raw: '{"x":1}', as, headers: json })).toBe(422);
      const unknown = Object.fromEntries(Object.keys(call.params ?? {}).map((key) => [key, 'no-such-thing']));
      expect(await status({ ...wrong, raw: '{"x":1}', as, headers: json, params: unknown })).toBe(422);
    });
  });
});

describe('the trace of an answer', () => {
  it.each([
    [
      'the one that the caller sent',
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      '0af7651916cd43dd8448eb211c80319c',
    ],
    ['the invocation’s own where there is none', '', '11112222333344445555666677778888'],
    [
      'the invocation’s own where it says nothing',
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      '11112222333344445555666677778888',
    ],
    ['the invocation’s own where it is none', 'dana@contoso.example', '11112222333344445555666677778888'],
  ])('is %s', async (_which, traceParent, traceId) => {
    const { world } = await portalWorld();
    const context = new InvocationContext({
      invocationId: '11112222-3333-4444-5555-666677778888',
      traceContext: { traceParent, traceState: '' },
      logHandler: () => undefined,
    });
    const request = new HttpRequest({ method: 'GET', url: 'https://kesher.example/nothing' });
    const answer = await world.operations.notFound.handler(request, context);
    expect(JSON.parse(await textOf(answer.body))).toMatchObject({ traceId });
    world.close();
  });
});
