import { access, type HttpOperationName } from '../../../shared/http/access';
import { documentsOf, fay, goodCalls, type Here } from '../../portal-world';
import {
  askedBy,
  callsOf,
  mixed,
  mixesOf,
  parametersOf,
  toldBy,
  twoPartners,
  withoutForeign,
  type Sides,
} from '../../tenant-matrix';
import type { WatchedStore } from '../../watched-store';
import { noa, northwind, operator, tenants, type Answer, type Call, type World } from '../../world';

const operations = (Object.keys(goodCalls) as HttpOperationName[]).map((name) => ({ name, ...access[name] }));
const by = (...callers: readonly string[]) =>
  operations.filter((one) => callers.includes(one.by)).map(({ name }) => name);
/** Whoever a call is made for, where only its form matters. */
const anybody = new Proxy({}, { get: () => 'x' }) as Here;
const bearers = by('link', 'access', 'reveal', 'desk', 'stop');

let world: World;
let stores: readonly WatchedStore[];
let sides: Sides;
beforeAll(async () => {
  ({ world, stores, sides } = await twoPartners());
});
afterAll(() => world.close());

/** A call: what it tells, what it asked of the stores, and what it changed there. */
async function outcomeOf(name: HttpOperationName, call: Call) {
  for (const store of stores) store.forget();
  const answer = await world.call(name, call);
  const changed = stores.flatMap(({ changing }) => changing.flatMap(({ ids }) => ids));
  return { answer, told: toldBy(answer), asked: stores.map(({ rounds }) => rounds), changed };
}

/** Everything that is stored for anybody, but how often somebody guessed. */
async function stored(): Promise<unknown> {
  const pages = await Promise.all(Object.values(tenants).map((partnerId) => documentsOf(world, partnerId)));
  return pages.flat().filter(({ id }) => !id.startsWith('throttle:'));
}

/** The same call under every tag that somebody might know, and for a browser. */
function variantsOf(call: Call): readonly Call[] {
  const html = { ...call, headers: { ...call.headers, accept: 'text/html' } };
  if (call.as === undefined) return [call, html];
  const { 'if-match': tag, ...others } = call.headers ?? {};
  if (tag === undefined) return [call];
  return [call, { ...call, headers: others }, { ...call, headers: { ...others, 'if-match': '"1"' } }];
}

/** Where the last part of an address is no id of anything that is stored. */
const namesNothing: readonly HttpOperationName[] = ['explainProblem'];

it.each(operations.filter(({ name, route }) => parametersOf(route).length > 0 && !namesNothing.includes(name)))(
  'names in every part of the address of $name what exists elsewhere too',
  ({ name, route }) => {
    const [here, there] = [goodCalls[name](sides.here), goodCalls[name](sides.there)];
    for (const parameter of parametersOf(route)) {
      expect(here.params?.[parameter]).toMatch(/./u);
      expect(here.params?.[parameter]).not.toBe(there.params?.[parameter]);
    }
  },
);

describe.each(['suspended', 'active'] as const)('while the other partner is %s', (status) => {
  beforeAll(async () => {
    const edit = { ...northwind, status, globalAdministrator: { userId: 'fay', name: 'Fay', email: 'fay@f.example' } };
    const body = { ...edit, name: 'Fabrikam' };
    const headers = { 'if-match': '*' };
    const params = { partnerId: tenants.fabrikam };
    const changed = await world.call('putPartner', { as: operator, params, headers, body });
    expect(changed.status).toBe(200);
  });

  let documents: unknown;
  let now: number;
  beforeAll(async () => {
    documents = await stored();
    now = world.now;
  });
  afterEach(() => {
    world.now = now;
  });

  it.each([...by('user'), ...bearers])(
    '%s knows what is somebody else’s no better than what is nobody’s, and changes nothing of it',
    async (name) => {
      for (const make of callsOf(name)) {
        const asked = askedBy(access[name].route, make, sides.here);
        for (const mix of mixesOf(asked.length)) {
          const known = withoutForeign(access[name].by, asked, mix);
          if (known.join() === mix.join()) continue;
          // One's own are told from each other as before, whatever becomes of another partner.
          if (status === 'suspended' && !mix.includes('there')) continue;
          for (const [at, call] of variantsOf(make(mixed(sides, asked, mix))).entries()) {
            if (status === 'suspended' && at > 0) break;
            // Guesses at keys are counted: after ten minutes they are others.
            if (name.includes('ProductKey')) world.pass({ minutes: 15 });
            const foreign = await outcomeOf(name, call);
            if (foreign.changed.length > 0) {
              const before = documents;
              documents = await stored();
              if (foreign.answer.status >= 400) expect(documents).toEqual(before);
            }
            const unknown = await outcomeOf(name, variantsOf(make(mixed(sides, asked, known)))[at] ?? call);
            if (unknown.changed.length > 0) documents = await stored();
            expect([mix, foreign.told]).toEqual([mix, unknown.told]);
            if (!mix.includes('beside')) expect(foreign.asked).toEqual(unknown.asked);
          }
        }
      }
    },
  );
});

/** The tokens that open something, by who holds them. */
const tokens = {
  link: ['code', 'delegationCode'],
  access: ['token'],
  reveal: ['revealToken', 'codeRevealToken'],
  desk: ['requestToken'],
  anyone: ['logo'],
} as const satisfies Readonly<Record<string, readonly (keyof Here)[]>>;
type Kind = keyof typeof tokens;
const isKind = (one: string): one is Kind => one in tokens;

describe.each([...bearers, 'showLogo' as const])('%s', (name) => {
  it('opens nothing with what opens another kind of page, whoever it belongs to, and reads nothing', async () => {
    const kind = access[name].by;
    const parameter = parametersOf(access[name].route)[0] ?? '';
    const others = Object.keys(tokens).filter((one) => isKind(one) && one !== kind) as Kind[];
    const call = goodCalls[name](sides.here);
    const forged = goodCalls[name](sides.nowhere).params?.[parameter] ?? '';
    for (const variant of variantsOf(call)) {
      const ask = (token: string) => outcomeOf(name, { ...variant, params: { ...call.params, [parameter]: token } });
      const refused = await ask(forged);
      expect(refused.answer.status).toBe(404);
      for (const side of [sides.here, sides.there])
        for (const other of others.flatMap((one) => tokens[one])) {
          const { told, asked } = await ask(side[other]);
          expect([told, asked.flat()]).toEqual([refused.told, []]);
        }
    }
  });
});

it.each(bearers.filter((name) => 'cookie' in (goodCalls[name](anybody).headers ?? {})))(
  '%s takes the session of another kind of page for none, under whichever name it comes',
  async (name) => {
    const { headers, ...call } = goodCalls[name](sides.here);
    const own = headers?.cookie ?? '';
    const other = own === sides.here.session ? sides.here.deskSession : sides.here.session;
    const named = (cookie: string, value: string) => `${cookie.split('=')[0] ?? ''}=${value.split('=')[1] ?? ''}`;
    const before = await stored();
    const { told } = await outcomeOf(name, { ...call, headers: { ...headers, cookie: named(own, 'none=none') } });
    for (const cookie of [other, named(own, other), named(other, own)]) {
      const swapped = await outcomeOf(name, { ...call, headers: { ...headers, cookie } });
      expect(swapped.told).toEqual(told);
      if (swapped.answer.status >= 400) expect(await stored()).toEqual(before);
    }
  },
);

/** What tells that something of a partner's stands in an answer. */
const ownWords = ({ offerId, mailId, requestId, customerId, partnerId }: Here) => [
  ...[offerId, mailId, requestId, partnerId],
  customerId.replace('domain:', ''),
];
const wordsIn = ({ text, headers }: Answer, here: Here) =>
  ownWords(here).filter((word) => `${text} ${JSON.stringify([...headers])}`.includes(word));

it.each(by('user').filter((name) => (access[name].methods as readonly string[]).includes('GET')))(
  '%s goes on from another partner’s place in a list with nothing but one’s own',
  async (name) => {
    const own = (query: Readonly<Record<string, string>>, as = fay) => {
      const call = goodCalls[name](as === fay ? sides.there : sides.here);
      return world.call(name, { ...call, as, query: { ...call.query, ...query } });
    };
    const first = await own({ limit: '1' }, noa);
    if (first.status !== 200 || typeof first.json.nextCursor !== 'string') return;
    const [followed, all] = [await own({ cursor: first.json.nextCursor }), await own({ limit: '100' })];
    expect(wordsIn(followed, sides.here)).toEqual([]);
    if (followed.status === 422) return;
    expect(followed.status).toBe(200);
    expect(all.json.items).toEqual(expect.arrayContaining(followed.json.items as unknown[]));
  },
);

it('takes a product key that another partner has loaded for one that is loaded, and tells nothing of it', async () => {
  const before = await documentsOf(world, tenants.fabrikam);
  const row = { productId: 'microsoft-365-business-standard', quantity: 10, termMonths: 12 };
  const body = { keys: [{ ...row, key: sides.there.loadedKey }] };
  const loaded = await world.call('loadProductKeys', { as: noa, body });
  expect(loaded.json.results).toMatchObject([{ status: 'duplicate' }]);
  expect(wordsIn(loaded, sides.there)).toEqual([]);
  expect(await documentsOf(world, tenants.fabrikam)).toEqual(before);
});

it.each(['createTrialInvitation', 'createPurchaseOffer', 'createDelegationOffer'] as const)(
  '%s takes another partner’s office for none',
  async (name) => {
    const company = await world.call('getCompany', { as: fay });
    const renamed = await world.call('updateCompany', {
      as: fay,
      headers: { 'if-match': company.headers.get('etag') ?? '' },
      body: { ...company.json, offices: [{ id: 'haifa', name: 'Haifa' }] },
    });
    expect(renamed.status).toBe(200);
    const call = goodCalls[name](sides.here);
    const from = (officeId: string) => outcomeOf(name, { ...call, body: { ...Object(call.body), officeId } });
    const [foreign, unknown] = [await from('haifa'), await from('eilat')];
    expect(foreign.answer.status).toBe(422);
    expect([foreign.told, foreign.asked]).toEqual([unknown.told, unknown.asked]);
  },
);

const creating = by('user').filter((name) => (access[name].methods as readonly string[]).includes('POST'));
it.each(creating)('%s under an Idempotency-Key of another partner is a first call', async (name) => {
  const call = (here: Here, as: Call['as']) => {
    const good = goodCalls[name](here);
    return world.call(name, {
      ...good,
      ...(as ? { as } : {}),
      headers: { ...good.headers, 'idempotency-key': `the-same-${name}` },
    });
  };
  const own = await call(sides.here, noa);
  const before = await documentsOf(world, tenants.northwind);
  const theirs = await call(sides.there, fay);
  expect([theirs.status, wordsIn(theirs, sides.here)]).toEqual([own.status, []]);
  if (own.status < 300 && own.text.startsWith('{') && 'id' in own.json) expect(theirs.json.id).not.toBe(own.json.id);
  expect(await documentsOf(world, tenants.northwind)).toEqual(before);
});
