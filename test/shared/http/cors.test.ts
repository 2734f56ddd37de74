import { Router } from '../../../local/host/router';
import { limits } from '../../../shared/catalogue/limits';
import { access, type HttpOperationName } from '../../../shared/http/access';
import { StoreUnavailable } from '../../../shared/ports';
import { goodCalls, portalWorld, type Here } from '../../portal-world';
import type { WatchedStore } from '../../watched-store';
import type { Answer, Call, World } from '../../world';

const portal = 'https://portal.example';
const elsewhere = 'https://portal.example.evil.example';

const names = (Object.keys(goodCalls) as HttpOperationName[]).filter(
  (name) => access[name].route.startsWith('api/') && name !== 'preflight',
);

/** What the Fetch standard lets every page read, and what is said to the browser itself. */
const readAnyway = ['cache-control', 'content-language', 'content-length', 'content-type', 'expires', 'last-modified'];
const forTheBrowser = [
  'content-security-policy',
  'referrer-policy',
  'strict-transport-security',
  'vary',
  'x-content-type-options',
  'x-robots-tag',
];

const listed = (value: string | null): readonly string[] =>
  (value ?? '').split(', ').map((entry) => entry.toLowerCase());
const corsOf = ({ headers }: Answer) => [...headers.keys()].filter((name) => name.startsWith('access-control-'));

/** The portal's page may read the answer, with everything that it says. */
function expectReadable(answer: Answer): void {
  const { headers } = answer;
  expect(headers.get('access-control-allow-origin')).toBe(portal);
  expect(headers.get('access-control-allow-credentials')).toBeNull();
  const told = [...headers.keys()].filter(
    (name) => ![...readAnyway, ...forTheBrowser].includes(name) && !name.startsWith('access-control-'),
  );
  expect(listed(headers.get('access-control-expose-headers'))).toEqual(expect.arrayContaining(told));
  expect(listed(headers.get('vary'))).toContain('origin');
}

/** No page may read it, and a cache keeps it apart from what the portal's may. */
function expectUnreadable(answer: Answer): void {
  expect(corsOf(answer)).toEqual([]);
  expect(listed(answer.headers.get('vary'))).toContain('origin');
}

describe('a portal elsewhere', () => {
  let world: World;
  let store: WatchedStore;
  let here: Here;
  beforeAll(async () => {
    ({ world, store, here } = await portalWorld());
  });
  afterAll(() => world.close());
  beforeEach(() => {
    store.fault = () => undefined;
  });

  const callTo = (name: HttpOperationName, origin: string | undefined, more: Partial<Call> = {}) => {
    const call = goodCalls[name](here);
    const headers = { ...call.headers, ...more.headers, ...(origin === undefined ? {} : { origin }) };
    return world.call(name, { ...call, ...more, headers });
  };

  const router = new Router<HttpOperationName>();
  for (const name of Object.keys(goodCalls) as HttpOperationName[])
    router.add(access[name].methods, access[name].route, name);

  describe.each(names)('%s', (name) => {
    it('may be asked for, by each of its methods and with all that a call carries', async () => {
      const { route, methods } = access[name];
      expect(router.match('OPTIONS', `/${route.replaceAll(/\{\w+\}/gu, 'x')}`)?.value).toBe('preflight');
      const carried = [
        ...Object.keys(goodCalls[name](here).headers ?? {}),
        ...[
          'Authorization',
          'Content-Type',
          'Accept',
          'Accept-Language',
          'Idempotency-Key',
          'If-Match',
          'If-None-Match',
        ],
      ];
      for (const method of methods) {
        const asking = (origin: string) =>
          world.call('preflight', {
            headers: {
              origin,
              'access-control-request-method': method,
              'access-control-request-headers': carried.join(',').toLowerCase(),
            },
          });
        const answer = await asking(portal);
        expectReadable(answer);
        expect([answer.status, answer.text]).toEqual([204, '']);
        expect(listed(answer.headers.get('access-control-allow-methods'))).toContain(method.toLowerCase());
        expect(listed(answer.headers.get('access-control-allow-headers'))).toEqual(
          expect.arrayContaining(carried.map((header) => header.toLowerCase())),
        );
        expect(Number(answer.headers.get('access-control-max-age'))).toBe(7200);
        expectUnreadable(await asking(elsewhere));
      }
    });

    it('can be read when all is well, and by no other page', async () => {
      const answer = await callTo(name, portal);
      // What an earlier call left of the company's profile may be too little to send offers with, and it may have removed the user.
      expect([200, 201, 202, 204, 404, 409]).toContain(answer.status);
      expectReadable(answer);
      expectUnreadable(await callTo(name, elsewhere));
      expectUnreadable(await callTo(name, undefined));
    });

    if (access[name].by !== 'anyone')
      it('can be read when it is refused or breaks, and by no other page', async () => {
        const { as: _as, ...unnamed } = goodCalls[name](here);
        const seen: number[] = [];
        const both = async (ask: (origin: string) => Promise<Answer>) => {
          const answer = await ask(portal);
          expectReadable(answer);
          expectUnreadable(await ask(elsewhere));
          seen.push(answer.status);
        };
        await both((origin) => world.call(name, { ...unnamed, headers: { ...unnamed.headers, origin } }));
        store.fault = () => ({ when: 'before', error: new StoreUnavailable('down', 9) });
        await both((origin) => callTo(name, origin));
        store.fault = () => ({ when: 'before', error: new TypeError('broken') });
        await both((origin) => callTo(name, origin));
        expect(seen).toEqual([401, 503, 500]);
      });

    it('can be read when its body is refused, and when it is a file or has no body', async () => {
      const { body, as } = goodCalls[name](here);
      const { methods } = access[name];
      if (body !== undefined) {
        const json = { 'content-type': 'application/json' };
        const text = { raw: '{}', headers: { 'content-type': 'text/plain' } };
        const large = { raw: '{}', headers: { ...json, 'content-length': String(limits.body.listBytes * 3) } };
        const half = { raw: '{"a":', headers: json };
        for (const [status, sent] of [
          [415, text],
          [413, large],
          [400, half],
        ] as const) {
          const answer = await callTo(name, portal, { ...sent, body: undefined, ...(as ? { as } : {}) });
          expect(answer.status).toBe(status);
          expectReadable(answer);
        }
      }
      if (!methods.some((method) => method === 'GET')) return;
      expectReadable(await callTo(name, portal, { method: 'HEAD' }));
      const { query } = goodCalls[name](here);
      const file = await callTo(name, portal, { query: { ...query, format: 'csv' } });
      expectReadable(file);
    });
  });

  it('reads where a new offer is, its version, the name of a file and when to come back', async () => {
    const exposed = (answer: Answer) => listed(answer.headers.get('access-control-expose-headers'));
    const made = await callTo('createPurchaseOffer', portal);
    const file = await callTo('listDelegations', portal, { query: { format: 'xlsx' } });
    store.fault = () => ({ when: 'before', error: new StoreUnavailable('down', 9) });
    const later = await callTo('getOverview', portal);
    const carried: readonly (readonly [Answer, string])[] = [
      [made, 'etag'],
      [made, 'location'],
      [file, 'content-disposition'],
      [later, 'retry-after'],
    ];
    for (const [answer, header] of carried) {
      expect(answer.headers.get(header)).toMatch(/./u);
      expect(exposed(answer)).toContain(header);
    }
  });

  it('can read that an address under /api is none', async () => {
    const answer = await world.call('notFound', { headers: { origin: portal } });
    expect(answer.status).toBe(404);
    expectReadable(answer);
  });
});
