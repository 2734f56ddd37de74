/**
 * Whatever is sent to any operation is answered in words that its document tells, and changes nothing when it is refused. Everything that the
 * document names is changed in every way of `values.ts`; then several things at once, by chance.
 */
import * as fc from 'fast-check';
import type { HttpOperationName } from '../../shared/http/access';
import { goodCalls } from '../portal-world';
import { changesOf, placeOf, type Change } from './changes';
import { goodDraft, withField, type Draft } from './drafts';
import { groundFor, type Ground } from './ground';
import { judged } from './judge';
import { item, pointerTo, toldOperations, type Field, type ToldOperation } from './places';

/** `FUZZ_SEED` tells a run again, `FUZZ_RUNS` makes it longer. */
const seed = Number(process.env.FUZZ_SEED ?? 18);
const runs = Number(process.env.FUZZ_RUNS ?? 30);

const untold = (Object.keys(goodCalls) as HttpOperationName[]).filter(
  (name) => !toldOperations.some((told) => told.name === name),
);
const operations: readonly ToldOperation[] = [
  ...toldOperations,
  ...untold.map((name) => ({ name, inPath: [], inQuery: [], inHeaders: [], fields: [] })),
];

/** What was changed, and how many calls were made, of whatever ran. */
const changed = new Set<string>();
let calls = 0;

describe.each(operations)('whatever is sent to $name', (operation) => {
  const { name } = operation;
  let ground: Ground;
  let good: Draft;
  let changes: readonly Change[];
  beforeAll(async () => {
    ground = await groundFor(name);
    good = goodDraft(name, ground);
    changes = changesOf(operation, good, ground.here);
  });

  const send = (draft: Draft) => {
    calls += 1;
    return judged(name, draft, ground);
  };

  it('is taken when it is good', async () => {
    const answer = await send(good);
    expect(answer.status < 400).toBe(name !== 'notFound');
  });

  it('is answered as its document tells when one thing is changed', async () => {
    const faults: string[] = [];
    for (const { says, place, field, of } of changes) {
      if (place !== undefined) changed.add(place);
      try {
        const answer = await send(of(good));
        const most = field && answer.status === 422 ? boundIn(answer.text, field) : undefined;
        if (field && most !== undefined) faults.push(...(await boundFaults(field, most)));
      } catch (error) {
        faults.push(`${says}: ${String(error)}`.slice(0, 1000));
      }
    }
    expect(faults.slice(0, 5)).toEqual([]);
  });

  it('is answered as its document tells when several are', async () => {
    const several = fc
      .uniqueArray(fc.nat(changes.length - 1), { minLength: 2, maxLength: 5 })
      .map((chosen) => chosen.map((index) => changes[index]).filter((change) => change !== undefined));
    const fields = fc.constantFrom(...operation.fields, undefined);
    await fc.assert(
      fc.asyncProperty(
        several,
        fields,
        fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 4 }),
        async (all, field, value) => {
          const draft = all.reduce((changing, { of }) => of(changing), good);
          const { body } = draft;
          await send(
            field && body.kind === 'json'
              ? { ...draft, body: { kind: 'json', value: withField(body.value, field, value) } }
              : draft,
          );
        },
      ),
      { seed, numRuns: runs },
    );
  });

  /** How long a text may be, where a refusal says so of it: no longer, and no shorter. */
  async function boundFaults(field: Field, most: number): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const length of [most, most + 1]) {
      const before = good.body.kind === 'json' ? good.body.value : {};
      const body = { kind: 'json', value: withField(before, field, 'a'.repeat(length)) } as const;
      const answer = await send({ ...good, body });
      const isTooLong = answer.status === 422 && boundIn(answer.text, field) !== undefined;
      if (isTooLong !== length > most) faults.push(`${pointerTo(field.path)}, ${length} characters: ${answer.text}`);
    }
    return faults;
  }
});

/** How many characters a refusal says that this field may have at most. */
function boundIn(text: string, { path }: Field): number | undefined {
  const pointer = pointerTo(path.map((step) => (step === item ? '0' : step)));
  const [, after = ''] = text.split(`"pointer":${JSON.stringify(pointer)},"detail":"`);
  const said = /^[^"]*at most (\d+) characters/u.exec(after)?.[1];
  return said === undefined ? undefined : Number(said);
}

it('was enough: 20,000 calls, and everything that the document names', () => {
  const named = toldOperations.flatMap((operation) => [
    ...operation.inPath.map(({ name }) => placeOf.path(operation, name)),
    ...operation.inQuery.map(({ name }) => placeOf.query(operation, name)),
    ...operation.inHeaders.map(({ name }) => placeOf.header(operation, name)),
    ...operation.fields.map((field) => placeOf.field(operation, field)),
  ]);
  expect(named.filter((place) => !changed.has(place))).toEqual([]);
  expect(named.length).toBeGreaterThan(450);
  expect(calls).toBeGreaterThanOrEqual(20_000);
});
