import * as fc from 'fast-check';
import { access, type HttpOperationName } from '../../../shared/http/access';
import { fay, goodCalls, portalWorld, type Here } from '../../portal-world';
import type { WatchedStore } from '../../watched-store';
import { noa, operator, type Call, type World } from '../../world';

const names = Object.keys(goodCalls) as HttpOperationName[];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    '.',
    '..',
    '/',
    '\u0000',
    '\ud800',
    '__proto__',
    'constructor',
    '%00',
    '~system',
    '😀'.repeat(130),
  ),
);
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  text,
  fc.double(),
  fc.constantFrom(null, true, -1, 0, 1e308, [], {}),
);

let world: World;
let store: WatchedStore;
let here: Here;
/** What lay there after the last call that wrote something. */
let known: ReadonlyMap<string, string>;
beforeAll(async () => {
  ({ world, store, here } = await portalWorld());
  known = await stored();
});
afterAll(() => world.close());

/** The good body with some of its fields exchanged, left out, or joined by others. */
function bodies(good: unknown): fc.Arbitrary<unknown> {
  const fields: Readonly<Record<string, unknown>> = { ...(typeof good === 'object' ? good : {}) };
  const changed = fc
    .dictionary(
      fc.oneof(fc.constantFrom(...Object.keys(fields), 'id', 'x'), text),
      fc.option(value, { nil: undefined }),
      { maxKeys: 4 },
    )
    .map((change) => ({ ...fields, ...change }));
  return fc.oneof(changed, value);
}

/** What is asked for by GET comes without a body. */
function reads(name: HttpOperationName): boolean {
  return access[name].methods[0] === 'GET';
}

function calls(name: HttpOperationName): fc.Arbitrary<Call> {
  const good = goodCalls[name](here);
  const id = fc.oneof(
    { weight: 3, arbitrary: text },
    { weight: 1, arbitrary: fc.constantFrom(...Object.values<string>({ ...here })) },
  );
  const params = Object.fromEntries(
    [...access[name].route.matchAll(/\{(\w+)\}/gu)].map(([, parameter = '']) => [
      parameter,
      fc.oneof(id, fc.constant(good.params?.[parameter] ?? 'x')),
    ]),
  );
  return fc
    .record(
      {
        as: fc.constantFrom(noa, noa, fay, operator, operator, undefined),
        params: fc.record(params),
        query: fc.dictionary(
          fc.constantFrom('limit', 'cursor', 'q', 'status', 'kind', 'usageLocation', 'lang', 'x', '__proto__'),
          fc.oneof(text, fc.constantFrom('1', '100', 'IL', 'active', 'failed', 'trial', 'he')),
          { maxKeys: 4 },
        ),
        headers: fc.dictionary(
          fc.constantFrom(
            'if-match',
            'idempotency-key',
            'origin',
            'accept',
            'accept-language',
            'sec-fetch-site',
            'content-length',
            'content-type',
            'cookie',
          ),
          fc.oneof(
            headerText,
            fc.constantFrom('"1"', '*', 'k1', 'https://portal.example', 'text/html', 'application/json'),
          ),
          { maxKeys: 4 },
        ),
        content: fc.oneof(
          bodies(good.body).map((body) => ({ body })),
          fc.dictionary(text, text, { maxKeys: 4 }).map((form) => ({ form })),
          fc.uint8Array({ maxLength: 60 }).map((raw) => ({ raw })),
          fc.constant({}),
        ),
      },
      { requiredKeys: ['params', 'content'] },
    )
    .map(({ content, as, ...call }) => ({ ...call, ...(reads(name) ? {} : content), ...(as ? { as } : {}) }));
}

/** Everything that is stored, by what it is; tries at a code, and guesses at keys, are counted before they are told. */
async function stored(): Promise<ReadonlyMap<string, string>> {
  const { documents } = await world.store.changes(undefined, 10_000);
  return new Map(
    documents
      .filter(({ type, id }) => type !== 'guess-budget' && !id.startsWith('throttle:productKey'))
      .map((document) => [
        `${String(document.partnerId)} ${document.id}`,
        JSON.stringify({ ...document, tries: 0, lastGuess: '' }),
      ]),
  );
}

describe.each(names)('whatever is sent to %s', (name) => {
  it('is answered in words, never by a crash, and changes nothing when it is refused', async () => {
    await fc.assert(
      fc.asyncProperty(calls(name), async (call) => {
        world.logged.length = 0;
        store.forget();
        const answer = await world.call(name, call);
        if (answer.status >= 500) throw new Error(world.logged.join('\n'));
        if (store.changing.length === 0) return;
        const before = known;
        known = await stored();
        if (answer.status < 400) return;
        expect([...known.keys()].filter((id) => known.get(id) !== before.get(id))).toEqual([]);
        expect(known.size).toBe(before.size);
      }),
      { numRuns: 100 },
    );
  });
});
