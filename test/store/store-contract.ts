/** What every document engine promises to operations. Each rule runs on each engine; what an engine cannot do is named. */
import * as z from 'zod';
import type { Condition, Filter, ListQuery, Store, StoredDocument, Write } from '../../shared/ports';

/** A store and the passage of time as it sees it. */
export interface OpenStore {
  readonly store: Store;
  /** Returns when so many seconds have passed for the store. */
  readonly pass: (seconds: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

const Document = z.looseObject({ id: z.string(), type: z.string() });
type Document = z.infer<typeof Document>;
type Rule = (open: OpenStore, partition: string) => Promise<void>;

const rules = new Map<string, Rule>();

/** The rules that an engine cannot keep are shown to fail on it, one by one, so that none is passed over unnoticed. */
export function storeContract(
  engine: string,
  openStore: () => Promise<OpenStore>,
  { skips = [] }: { readonly skips?: readonly string[] } = {},
): void {
  describe(`the store contract on ${engine}`, () => {
    let open: OpenStore;
    let number = 0;
    const run = `${Date.now().toString(36)}-${Math.floor(performance.now() * 1000).toString(36)}`;
    const partition = () => `${run}-${(number += 1)}`;

    beforeAll(async () => {
      open = await openStore();
    });
    afterAll(() => open.close());

    for (const [title, rule] of rules) {
      if (skips.includes(title)) {
        it(`cannot do this here: ${title}`, () => expect(rule(open, partition())).rejects.toThrow());
      } else {
        it(title, () => rule(open, partition()));
      }
    }

    it(`leaves out exactly ${skips.length} of ${rules.size} rules`, () => {
      expect(skips.filter((title) => !rules.has(title))).toEqual([]);
      expect(new Set(skips).size).toBe(skips.length);
    });
  });
}

/** The part of it that holds where each document is alone in its partition, which is its id. */
export function ownPartitionContract(engine: string, openStore: () => Promise<OpenStore>): void {
  describe(`documents alone in their partition on ${engine}`, () => {
    let open: OpenStore;
    let number = 0;
    const run = `own-${Date.now().toString(36)}-${Math.floor(performance.now() * 1000).toString(36)}`;
    const newId = () => `${run}-${(number += 1)}`;
    const claim = (id: string, partnerId: string): StoredDocument => ({ id, type: 'claim', partnerId });

    beforeAll(async () => {
      open = await openStore();
    });
    afterAll(() => open.close());

    it('are read as they were written', async () => {
      const id = newId();
      await created(open.store, id, claim(id, 'one'));
      expect(await content(open.store, id, id)).toEqual({ id, type: 'claim', partnerId: 'one' });
      expect(await content(open.store, newId(), newId())).toBeUndefined();
    });

    it('are created by one of many at once', async () => {
      const id = newId();
      const many = ['one', 'two', 'three', 'four', 'five'];
      const outcomes = await Promise.all(many.map((one) => open.store.write(id, [create(claim(id, one))])));
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 4 }, () => refused('exists')));
      const winner = many[outcomes.findIndex(({ ok }) => ok)];
      expect(await content(open.store, id, id)).toMatchObject({ partnerId: winner });
    });

    it('are replaced under their etag alone, and deleted', async () => {
      const id = newId();
      const etag = await created(open.store, id, claim(id, 'one'));
      const replaced = await open.store.write(id, [{ kind: 'replace', document: claim(id, 'two'), etag }]);
      expect(replaced.ok).toBe(true);
      expect(await open.store.write(id, [{ kind: 'replace', document: claim(id, 'three'), etag }])).toEqual(
        refused('stale'),
      );
      expect(await content(open.store, id, id)).toMatchObject({ partnerId: 'two' });
      const [last = ''] = replaced.ok ? replaced.etags : [];
      expect(await open.store.write(id, [{ kind: 'delete', id, etag: last }])).toMatchObject({ ok: true });
      expect(await content(open.store, id, id)).toBeUndefined();
    });

    it('never lie in a partition of another name', async () => {
      const id = newId();
      await expect(open.store.write(newId(), [create(claim(id, 'one'))])).rejects.toThrow(RangeError);
    });
  });
}

function rule(title: string, body: Rule): void {
  if (rules.has(title)) throw new Error(`Two rules are called: ${title}`);
  rules.set(title, body);
}

const aDocument = (id: string, fields: Record<string, unknown> = {}): StoredDocument => ({
  id,
  type: 'thing',
  ...fields,
});
const create = (document: StoredDocument): Write => ({ kind: 'create', document });

async function created(store: Store, partition: string, document: StoredDocument): Promise<string> {
  const outcome = await store.write(partition, [create(document)]);
  if (!outcome.ok || outcome.etags[0] === undefined) throw new Error(`Not created: ${JSON.stringify(outcome)}`);
  return outcome.etags[0];
}

async function content(store: Store, partition: string, id: string): Promise<Record<string, unknown> | undefined> {
  const stored = await store.read(Document, { partition, id });
  return stored?.document;
}

async function ids(store: Store, query: ListQuery): Promise<readonly string[]> {
  const { items } = await store.list(Document, query);
  return items.map(({ document }) => document.id);
}

const refused = (reason: string, index = 0) => ({ ok: false, index, reason });

rule(
  'a created document is read as it was written, under the etag that the write gave',
  async ({ store }, partition) => {
    const etag = await created(
      store,
      partition,
      aDocument('one', { name: 'Contoso', nested: { list: [1, null, { a: null }] } }),
    );
    const stored = await store.read(Document, { partition, id: 'one' });
    expect(stored?.etag).toBe(etag);
    expect(stored?.document).toMatchObject({
      id: 'one',
      type: 'thing',
      name: 'Contoso',
      nested: { list: [1, null, { a: null }] },
    });
  },
);

rule('a document carries its partition and nothing that the engine adds', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { name: 'x' }));
  expect(await content(store, partition, 'one')).toEqual({ id: 'one', type: 'thing', name: 'x', partnerId: partition });
});

rule('a document that names another partition is refused', async ({ store }, partition) => {
  await expect(store.write(partition, [create(aDocument('one', { partnerId: 'elsewhere' }))])).rejects.toThrow(
    RangeError,
  );
});

rule('a document that was never written is undefined', async ({ store }, partition) => {
  expect(await store.read(Document, { partition, id: 'nothing' })).toBeUndefined();
});

rule('a document that its schema refuses is an error, not a document', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { amount: 'many' }));
  const Amount = z.object({ amount: z.number() });
  await expect(store.read(Amount, { partition, id: 'one' })).rejects.toThrow(z.ZodError);
});

rule('a document that is known already is given back as it is, until it changes', async ({ store }, partition) => {
  const ref = { partition, id: 'one' };
  await created(store, partition, aDocument('one', { n: 1 }));
  const known = await store.read(Document, ref);
  expect(known).toMatchObject({ document: { n: 1 } });
  expect(await store.read(Document, ref, known)).toEqual(known);
  await store.patch(Document, ref, { set: { n: 2 } });
  const changed = await store.read(Document, ref, known);
  expect(changed).toMatchObject({ document: { n: 2 } });
  expect(changed?.etag).not.toBe(known?.etag);
  await store.write(partition, [{ kind: 'delete', id: 'one', etag: changed?.etag ?? '' }]);
  expect(await store.read(Document, ref, changed)).toBeUndefined();
  await created(store, partition, aDocument('one', { n: 3 }));
  expect(await store.read(Document, ref, changed)).toMatchObject({ document: { n: 3 } });
});

rule('many reads at once are answered each for itself', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { amount: 1 }));
  await created(store, partition, aDocument('two', { amount: 'many' }));
  const Amount = z.object({ amount: z.number() });
  const read = (id: string) => store.read(Amount, { partition, id });
  const answers = await Promise.allSettled(['one', 'two', 'three', 'a/b', 'one'].map(read));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(answers[0]).toMatchObject({ value: { document: { amount: 1 } } });
  expect(answers[2]).toMatchObject({ value: undefined });
  expect(await store.write(partition, [create(aDocument('three'))])).toMatchObject({ ok: true });
});

rule('an id is taken once in its partition, whatever the type', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { name: 'first' }));
  expect(await store.write(partition, [create({ id: 'one', type: 'other' })])).toEqual(refused('exists'));
  expect(await content(store, partition, 'one')).toMatchObject({ type: 'thing', name: 'first' });
});

rule('the same id in two partitions is two documents', async ({ store }, partition) => {
  const other = `${partition}-other`;
  await created(store, partition, aDocument('one', { name: 'here' }));
  await created(store, other, aDocument('one', { name: 'there' }));
  expect(await content(store, partition, 'one')).toMatchObject({ name: 'here' });
  expect(await content(store, other, 'one')).toMatchObject({ name: 'there' });
});

rule('a document is replaced as a whole under the etag it was read with', async ({ store }, partition) => {
  const etag = await created(store, partition, aDocument('one', { before: true }));
  const outcome = await store.write(partition, [
    { kind: 'replace', document: aDocument('one', { after: true }), etag },
  ]);
  expect(outcome).toEqual({ ok: true, etags: [expect.any(String)] });
  const stored = await store.read(Document, { partition, id: 'one' });
  expect(stored?.document).toEqual({ id: 'one', type: 'thing', after: true, partnerId: partition });
  expect(stored?.etag).toBe(outcome.ok ? outcome.etags[0] : undefined);
  expect(stored?.etag).not.toBe(etag);
});

rule('an etag that has moved on makes a replacement and a deletion stale', async ({ store }, partition) => {
  const old = await created(store, partition, aDocument('one', { n: 1 }));
  await store.write(partition, [{ kind: 'replace', document: aDocument('one', { n: 2 }), etag: old }]);
  expect(await store.write(partition, [{ kind: 'replace', document: aDocument('one', { n: 3 }), etag: old }])).toEqual(
    refused('stale'),
  );
  expect(await store.write(partition, [{ kind: 'delete', id: 'one', etag: old }])).toEqual(refused('stale'));
  expect(await content(store, partition, 'one')).toMatchObject({ n: 2 });
});

rule('what is not there can be neither replaced nor patched nor deleted', async ({ store }, partition) => {
  const etag = await created(store, partition, aDocument('one'));
  const missing: readonly Write[] = [
    { kind: 'replace', document: aDocument('two'), etag },
    { kind: 'patch', id: 'two', patch: { set: { a: 1 } } },
    { kind: 'delete', id: 'two', etag },
  ];
  for (const write of missing) expect(await store.write(partition, [write])).toEqual(refused('missing'));
  expect(await store.patch(Document, { partition, id: 'two' }, { set: { a: 1 } })).toBe('missing');
});

rule('a deleted document is gone, and its id is free again under another etag', async ({ store }, partition) => {
  const etag = await created(store, partition, aDocument('one'));
  expect(await store.write(partition, [{ kind: 'delete', id: 'one', etag }])).toEqual({ ok: true, etags: [undefined] });
  expect(await store.read(Document, { partition, id: 'one' })).toBeUndefined();
  expect(await created(store, partition, aDocument('one'))).not.toBe(etag);
});

rule('of fifty replacements under one etag exactly one wins', async ({ store }, partition) => {
  const etag = await created(store, partition, aDocument('one', { n: -1 }));
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      store.write(partition, [{ kind: 'replace', document: aDocument('one', { n }), etag }]),
    ),
  );
  const winners = outcomes.flatMap(({ ok }, n) => (ok ? [n] : []));
  expect(winners).toHaveLength(1);
  expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 49 }, () => refused('stale')));
  expect(await content(store, partition, 'one')).toMatchObject({ n: winners[0] });
});

rule('of fifty creations of one id exactly one wins', async ({ store }, partition) => {
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, n) => store.write(partition, [create(aDocument('one', { n }))])),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
});

rule(
  'a patch sets, increments and removes top-level fields and leaves the others alone',
  async ({ store }, partition) => {
    await created(store, partition, aDocument('one', { kept: 'k', count: 2, gone: 'g', list: [1] }));
    const patched = await store.patch(
      Document,
      { partition, id: 'one' },
      { set: { list: [2, { a: null }], made: 'm' }, increment: { count: 3, fresh: 5 }, remove: ['gone'] },
    );
    expect(typeof patched === 'string' ? patched : patched.document).toEqual({
      id: 'one',
      type: 'thing',
      partnerId: partition,
      kept: 'k',
      count: 5,
      fresh: 5,
      made: 'm',
      list: [2, { a: null }],
    });
    const stored = await store.read(Document, { partition, id: 'one' });
    expect(stored).toEqual(patched);
  },
);

rule('a patch gives the document a new etag', async ({ store }, partition) => {
  const etag = await created(store, partition, aDocument('one', { n: 1 }));
  const outcome = await store.write(partition, [{ kind: 'patch', id: 'one', patch: { increment: { n: 1 } } }]);
  expect(outcome).toEqual({ ok: true, etags: [expect.any(String)] });
  expect(outcome).not.toEqual({ ok: true, etags: [etag] });
  expect(await store.write(partition, [{ kind: 'delete', id: 'one', etag }])).toEqual(refused('stale'));
});

const heldBy: readonly { readonly condition: Condition; readonly holds: boolean }[] = [
  { condition: { field: 'status', equals: 'Active' }, holds: true },
  { condition: { field: 'status', equals: 'active' }, holds: false },
  { condition: { field: 'redemptionCount', equals: 5 }, holds: true },
  { condition: { field: 'redemptionCount', equals: '5' }, holds: false },
  { condition: { field: 'open', equals: true }, holds: true },
  { condition: { field: 'open', equals: false }, holds: false },
  { condition: { field: 'redemptionCount', below: 6 }, holds: true },
  { condition: { field: 'redemptionCount', below: 5 }, holds: false },
  { condition: { field: 'redemptionCount', atMost: 5 }, holds: true },
  { condition: { field: 'redemptionCount', atMost: 4 }, holds: false },
  { condition: { field: 'redemptionCount', atLeast: 5 }, holds: true },
  { condition: { field: 'redemptionCount', atLeast: 6 }, holds: false },
  { condition: { field: 'expiresAt', atLeast: '2026-01-01T00:00:00.000Z' }, holds: true },
  { condition: { field: 'expiresAt', below: '2026-01-01T00:00:00.000Z' }, holds: false },
  { condition: { field: 'status', differs: 'Active' }, holds: false },
  { condition: { field: 'status', differs: 'active' }, holds: true },
  { condition: { field: 'status', differs: 5 }, holds: true },
  { condition: { field: 'redemptionCount', differs: 5 }, holds: false },
  { condition: { field: 'redemptionCount', differs: '5' }, holds: true },
  { condition: { field: 'open', differs: true }, holds: false },
  { condition: { field: 'open', differs: false }, holds: true },
  { condition: { field: 'never', differs: 'Active' }, holds: true },
  { condition: { field: 'never', differs: 0 }, holds: true },
  { condition: { field: 'absent', equals: 'Active' }, holds: false },
  { condition: { field: 'absent', atMost: 1 }, holds: false },
  { condition: { field: 'absent', below: 'z' }, holds: false },
  { condition: { field: 'absent', atLeast: 0 }, holds: false },
];

for (const { condition, holds } of heldBy) {
  rule(
    `a patch ${holds ? 'happens' : 'does not happen'} where ${JSON.stringify(condition)}`,
    async ({ store }, partition) => {
      const ref = { partition, id: 'one' };
      const expiresAt = '2026-01-01T00:00:00.000Z';
      await created(
        store,
        partition,
        aDocument('one', { status: 'Active', redemptionCount: 5, open: true, expiresAt }),
      );
      // Another partition's document of the same id would satisfy what this one does not.
      await created(
        store,
        `${partition}-other`,
        aDocument('one', { status: 'active', redemptionCount: 4, open: false, absent: 'Active' }),
      );
      const patched = await store.patch(Document, ref, { set: { touched: true } }, [condition]);
      expect(patched === 'condition').toBe(!holds);
      expect((await content(store, partition, 'one'))?.['touched']).toBe(holds ? true : undefined);
      const write: Write = { kind: 'patch', id: 'one', patch: { set: { again: true } }, where: [condition] };
      expect(await store.write(partition, [write])).toEqual(
        holds ? { ok: true, etags: [expect.any(String)] } : refused('condition'),
      );
    },
  );
}

rule('all conditions of a patch must hold', async ({ store }, partition) => {
  const ref = { partition, id: 'one' };
  await created(store, partition, aDocument('one', { state: 'open', uses: 3 }));
  const where = (state: string): readonly Condition[] => [
    { field: 'state', equals: state },
    { field: 'uses', below: 4 },
  ];
  expect(await store.patch(Document, ref, { increment: { uses: 0 } }, where('closed'))).toBe('condition');
  expect(await store.patch(Document, ref, { increment: { uses: 1 } }, where('open'))).toMatchObject({
    document: { uses: 4 },
  });
  expect(await store.patch(Document, ref, { increment: { uses: 1 } }, where('open'))).toBe('condition');
});

rule('a counter capped at five takes exactly five of forty increments at once', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { redemptionCount: 0, maxRedemptions: 5 }));
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, () =>
      store.patch(Document, { partition, id: 'one' }, { increment: { redemptionCount: 1 } }, [
        { field: 'redemptionCount', below: 5 },
      ]),
    ),
  );
  expect(outcomes.filter((outcome) => outcome !== 'condition')).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome === 'condition')).toHaveLength(35);
  expect(await content(store, partition, 'one')).toMatchObject({ redemptionCount: 5 });
});

rule('of forty patches at once that set what must differ exactly one happens', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { tries: 0 }));
  const ref = { partition, id: 'one' };
  const guess = (lastGuess: string) =>
    store.patch(Document, ref, { increment: { tries: 1 }, set: { lastGuess } }, [
      { field: 'tries', below: 5 },
      { field: 'lastGuess', differs: lastGuess },
    ]);
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => guess('same')));
  expect(outcomes.filter((outcome) => outcome !== 'condition')).toHaveLength(1);
  expect(await guess('other')).toMatchObject({ document: { tries: 2, lastGuess: 'other' } });
  expect(await guess('other')).toBe('condition');
  expect(await guess('same')).toMatchObject({ document: { tries: 3, lastGuess: 'same' } });
});

rule('increments without a condition all count', async ({ store }, partition) => {
  await created(store, partition, aDocument('one'));
  await Promise.all(
    Array.from({ length: 30 }, () => store.patch(Document, { partition, id: 'one' }, { increment: { n: 1 } })),
  );
  expect(await content(store, partition, 'one')).toMatchObject({ n: 30 });
});

rule(
  'removing an absent field and incrementing what is no number are errors and change nothing',
  async ({ store }, partition) => {
    const ref = { partition, id: 'one' };
    await created(store, partition, aDocument('one', { word: 'w' }));
    const before = await store.read(Document, ref);
    await expect(store.patch(Document, ref, { set: { a: 1 }, remove: ['absent'] })).rejects.toThrow();
    await expect(store.patch(Document, ref, { set: { a: 1 }, increment: { word: 1 } })).rejects.toThrow();
    expect(await store.read(Document, ref)).toEqual(before);
  },
);

rule(
  'a patch changes one to ten fields, none of them the id, the type or the partition',
  async ({ store }, partition) => {
    const ref = { partition, id: 'one' };
    await created(store, partition, aDocument('one'));
    const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, n]));
    expect(await store.patch(Document, ref, { set: fields(10) })).toMatchObject({ document: fields(10) });
    const wrong = [{}, { set: fields(11) }, { set: { id: 'x' } }, { set: { type: 'x' } }, { remove: ['partnerId'] }];
    for (const patch of wrong) await expect(store.patch(Document, ref, patch)).rejects.toThrow(RangeError);
    await expect(store.patch(Document, ref, { set: { a: 1 }, remove: ['a'] })).rejects.toThrow(RangeError);
  },
);

rule('a field is a plain name, never a piece of a query', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { sortKey: '1' }));
  for (const field of ['', 'a b', 'a.b', 'a/b', '1a', '_etag', 'a"] = 1 or true', "a') or 1=1 --", 'שם']) {
    await expect(store.patch(Document, { partition, id: 'one' }, { set: { [field]: 1 } })).rejects.toThrow(RangeError);
    await expect(
      store.patch(Document, { partition, id: 'one' }, { set: { a: 1 } }, [{ field, equals: 1 }]),
    ).rejects.toThrow(RangeError);
    // A list alone goes by what lies in an object.
    if (field === 'a.b') continue;
    for (const filter of [{ field, equals: 1 }, { anyOf: [{ field, equals: 1 }] }])
      await expect(store.list(Document, { partition, type: 'thing', where: [filter], limit: 1 })).rejects.toThrow(
        RangeError,
      );
  }
});

rule('words of the query language are names like any other', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { value: 1, order: 'first', sortKey: '1' }));
  const where: readonly Condition[] = [
    { field: 'value', equals: 1 },
    { field: 'order', equals: 'first' },
  ];
  expect(await store.patch(Document, { partition, id: 'one' }, { set: { end: 2 } }, where)).toMatchObject({
    document: { end: 2 },
  });
  expect(
    await ids(store, { partition, type: 'thing', where: [...where, { field: 'end', atLeast: 2 }], limit: 5 }),
  ).toEqual(['one']);
});

rule('a batch does every write and gives each document its etag', async ({ store }, partition) => {
  const replaced = await created(store, partition, aDocument('replaced', { n: 1 }));
  const deleted = await created(store, partition, aDocument('deleted'));
  const outcome = await store.write(partition, [
    create(aDocument('fresh')),
    { kind: 'replace', document: aDocument('replaced', { n: 2 }), etag: replaced },
    { kind: 'delete', id: 'deleted', etag: deleted },
  ]);
  expect(outcome).toEqual({ ok: true, etags: [expect.any(String), expect.any(String), undefined] });
  expect((await store.read(Document, { partition, id: 'fresh' }))?.etag).toBe(outcome.ok ? outcome.etags[0] : '');
  expect((await store.read(Document, { partition, id: 'replaced' }))?.etag).toBe(outcome.ok ? outcome.etags[1] : '');
  expect(await content(store, partition, 'replaced')).toMatchObject({ n: 2 });
  expect(await content(store, partition, 'deleted')).toBeUndefined();
});

rule('a batch patches where its conditions hold, and later writes see earlier ones', async ({ store }, partition) => {
  await created(store, partition, aDocument('counter', { n: 4 }));
  const outcome = await store.write(partition, [
    create(aDocument('fresh', { n: 1 })),
    { kind: 'patch', id: 'counter', patch: { increment: { n: 1 } }, where: [{ field: 'n', below: 5 }] },
    { kind: 'patch', id: 'fresh', patch: { increment: { n: 1 }, set: { State: 'Done' } } },
    { kind: 'patch', id: 'fresh', patch: { increment: { n: 1 } }, where: [{ field: 'State', equals: 'Done' }] },
  ]);
  expect(outcome).toMatchObject({ ok: true });
  expect(await content(store, partition, 'counter')).toMatchObject({ n: 5 });
  expect(await content(store, partition, 'fresh')).toMatchObject({ n: 3 });
});

rule(
  'of many batches at once that share a capped counter exactly the cap succeeds, each with its documents',
  async ({ store }, partition) => {
    await created(store, partition, aDocument('counter', { n: 0 }));
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        store.write(partition, [
          create(aDocument(`redemption-${n}`)),
          { kind: 'patch', id: 'counter', patch: { increment: { n: 1 } }, where: [{ field: 'n', below: 7 }] },
        ]),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(7);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 23 }, () => refused('condition', 1)));
    for (const [n, { ok }] of outcomes.entries()) {
      expect((await content(store, partition, `redemption-${n}`)) !== undefined).toBe(ok);
    }
  },
);

const failures: readonly { readonly reason: string; readonly write: (stale: string) => Write }[] = [
  { reason: 'exists', write: () => create(aDocument('taken', { stolen: true })) },
  { reason: 'stale', write: (etag) => ({ kind: 'replace', document: aDocument('moved', { stolen: true }), etag }) },
  { reason: 'missing', write: (etag) => ({ kind: 'replace', document: aDocument('absent'), etag }) },
  { reason: 'stale', write: (etag) => ({ kind: 'delete', id: 'moved', etag }) },
  { reason: 'missing', write: (etag) => ({ kind: 'delete', id: 'absent', etag }) },
  { reason: 'missing', write: () => ({ kind: 'patch', id: 'absent', patch: { set: { a: 1 } } }) },
  {
    reason: 'condition',
    write: () => ({ kind: 'patch', id: 'taken', patch: { set: { a: 1 } }, where: [{ field: 'n', below: 0 }] }),
  },
];

for (const [number, { reason, write }] of failures.entries()) {
  const { kind } = write('');
  for (const position of [0, 1, 2, 3]) {
    rule(
      `a batch of four whose write ${position} (${kind}, ${reason}) fails leaves nothing (${number})`,
      async ({ store }, partition) => {
        await created(store, partition, aDocument('taken', { n: 0 }));
        const stale = await created(store, partition, aDocument('moved', { n: 0 }));
        await store.write(partition, [{ kind: 'replace', document: aDocument('moved', { n: 1 }), etag: stale }]);
        const good = await created(store, partition, aDocument('good', { n: 0 }));
        const before = await Promise.all(
          ['taken', 'moved', 'good'].map((id) => store.read(Document, { partition, id })),
        );

        const fine: Write[] = [
          create(aDocument('fresh')),
          { kind: 'replace', document: aDocument('good', { n: 1 }), etag: good },
          create(aDocument('fresher')),
        ];
        const batch = [...fine.slice(0, position), write(stale), ...fine.slice(position)];
        expect(await store.write(partition, batch)).toEqual(refused(reason, position));

        expect(
          await Promise.all(['taken', 'moved', 'good'].map((id) => store.read(Document, { partition, id }))),
        ).toEqual(before);
        for (const id of ['fresh', 'fresher', 'absent']) expect(await content(store, partition, id)).toBeUndefined();
      },
    );
  }
}

rule('a batch whose patch cannot be carried out is an error and leaves nothing', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { n: 1 }));
  await expect(
    store.write(partition, [create(aDocument('fresh')), { kind: 'patch', id: 'one', patch: { remove: ['absent'] } }]),
  ).rejects.toThrow();
  expect(await content(store, partition, 'fresh')).toBeUndefined();
});

rule('a batch has at most a hundred writes', async ({ store }, partition) => {
  const batch = (count: number) => Array.from({ length: count }, (_, n) => create(aDocument(`d${n}`)));
  await expect(store.write(partition, batch(101))).rejects.toThrow(RangeError);
  expect(await content(store, partition, 'd0')).toBeUndefined();
  await expect(store.write(partition, [])).rejects.toThrow(RangeError);
  expect(await store.write(partition, batch(100))).toMatchObject({ ok: true });
  expect(await content(store, partition, 'd99')).toBeDefined();
});

rule('a batch has at most two megabytes together', async ({ store }, partition) => {
  const half = (id: string, bytes: number) => create(aDocument(id, { text: 'x'.repeat(bytes) }));
  await expect(store.write(partition, [half('a', 1_100_000), half('b', 1_100_000)])).rejects.toThrow(RangeError);
  await expect(store.write(partition, [half('a', 2_200_000)])).rejects.toThrow(RangeError);
  // Hebrew letters have two bytes each.
  await expect(store.write(partition, [create(aDocument('a', { text: 'א'.repeat(1_100_000) }))])).rejects.toThrow(
    RangeError,
  );
  expect(await content(store, partition, 'a')).toBeUndefined();
  expect(await store.write(partition, [half('a', 900_000), half('b', 900_000)])).toMatchObject({ ok: true });
});

const people = (partition: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => ({
    partition,
    document: aDocument(`p${from + n}`, { sortKey: `2026-01-01T00:00:${String(from + n).padStart(2, '0')}.000Z` }),
  }));

async function fill(
  store: Store,
  documents: readonly { readonly partition: string; readonly document: StoredDocument }[],
): Promise<void> {
  for (const { partition, document } of documents) await created(store, partition, document);
}

rule('a list is newest first, or oldest first when asked', async ({ store }, partition) => {
  await fill(store, people(partition, 4));
  expect(await ids(store, { partition, type: 'thing', limit: 10 })).toEqual(['p3', 'p2', 'p1', 'p0']);
  expect(await ids(store, { partition, type: 'thing', order: 'oldest', limit: 10 })).toEqual(['p0', 'p1', 'p2', 'p3']);
});

rule('only documents of the type, in the partition, with a sort key are listed', async ({ store }, partition) => {
  await fill(store, people(partition, 2));
  await fill(store, people(`${partition}-other`, 2, 5));
  await created(store, partition, { id: 'typed', type: 'other', sortKey: '2026-01-01T00:00:00.500Z' });
  await created(store, partition, aDocument('unsorted'));
  expect(await ids(store, { partition, type: 'thing', limit: 10 })).toEqual(['p1', 'p0']);
  expect(await ids(store, { partition, type: 'other', limit: 10 })).toEqual(['typed']);
  expect(await ids(store, { partition, type: 'none', limit: 10 })).toEqual([]);
});

for (const order of ['newest', 'oldest'] as const) {
  rule(`pages, ${order} first, hold every document once and the last names no next`, async ({ store }, partition) => {
    await fill(store, people(partition, 7));
    for (const limit of [1, 3, 6, 7, 8]) {
      const seen: string[] = [];
      let after: string | undefined;
      let pages = 0;
      do {
        const page = await store.list(Document, { partition, type: 'thing', order, limit, after });
        expect(page.items.length).toBeGreaterThan(0);
        seen.push(...page.items.map(({ document }) => document.id));
        after = page.next;
        pages += 1;
      } while (after !== undefined);
      const expected = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
      expect(seen).toEqual(order === 'newest' ? expected.reverse() : expected);
      expect(pages).toBe(Math.ceil(7 / limit));
    }
  });
}

rule(
  'pages of a list with filters hold what matches once, in order, however rarely it does',
  async ({ store }, partition) => {
    await fill(store, people(partition, 9));
    for (const id of ['p1', 'p2', 'p7']) await store.patch(Document, { partition, id }, { set: { kind: 'rare' } });
    for (const limit of [1, 2, 3, 4]) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const where: readonly Filter[] = [{ field: 'kind', equals: 'rare' }];
        const page = await store.list(Document, { partition, type: 'thing', where, limit, after });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(({ document }) => document.id));
        after = page.next;
      } while (after !== undefined);
      expect(seen).toEqual(['p7', 'p2', 'p1']);
    }
  },
);

rule('the documents of one subject are listed among all others of their type', async ({ store }, partition) => {
  const answers = [...people(partition, 6), ...people(`${partition}-other`, 2)];
  await fill(
    store,
    answers.map(({ document, ...where }, n) => ({
      ...where,
      document: { ...document, offerId: n % 2 ? 'odd' : 'even' },
    })),
  );
  await created(store, partition, { id: 'x', type: 'other', offerId: 'odd', sortKey: '9' });
  const of = (offerId: string, more: Partial<ListQuery> = {}) =>
    ids(store, { partition, type: 'thing', where: [{ field: 'offerId', equals: offerId }], limit: 10, ...more });
  expect(await of('odd')).toEqual(['p5', 'p3', 'p1']);
  expect(await of('even', { order: 'oldest' })).toEqual(['p0', 'p2', 'p4']);
  expect(await of('odd', { after: '2026-01-01T00:00:04.000Z' })).toEqual(['p3', 'p1']);
  await store.patch(Document, { partition, id: 'p3' }, { set: { offerId: 'even' } });
  expect(await of('odd')).toEqual(['p5', 'p1']);
});

const acted: readonly { readonly where: readonly Filter[]; readonly ids: readonly string[] }[] = [
  { where: [{ field: 'actor.kind', equals: 'user' }], ids: ['c', 'a'] },
  { where: [{ field: 'actor.kind', differs: 'user' }], ids: ['f', 'e', 'd', 'b'] },
  { where: [{ field: 'actor.kind', oneOf: ['operator', 'upkeep'] }], ids: ['d', 'b'] },
  { where: [{ field: 'actor.level', above: 1 }], ids: ['c'] },
  { where: [{ field: 'actor.value', contains: 'o' }], ids: ['a'] },
  { where: [{ field: 'value.group', equals: 'g' }], ids: ['d'] },
  {
    where: [{ field: 'actor.kind', equals: 'user' }, { anyOf: [{ field: 'actor.level', below: 2 }] }],
    ids: ['a'],
  },
];

for (const { where, ids: expected } of acted) {
  rule(
    `a list goes by what lies in an object: ${JSON.stringify(where)} holds ${expected.join(' ')}`,
    async ({ store }, partition) => {
      const documents = [
        { actor: { kind: 'user', level: 1, value: 'noa' } },
        { actor: { kind: 'operator', level: '2' } },
        { actor: { kind: 'user', level: 2, value: 'dan' } },
        { actor: { kind: 'upkeep' }, value: { group: 'g' } },
        { actor: 'user' },
        {},
      ];
      for (const [n, fields] of documents.entries())
        await created(store, partition, aDocument(String.fromCharCode(97 + n), { sortKey: String(n), ...fields }));
      expect(await ids(store, { partition, type: 'thing', where, limit: 10 })).toEqual(expected);
    },
  );
}

rule(
  'a list goes by ranges of its order, from either end, alone and with other filters',
  async ({ store }, partition) => {
    await fill(store, people(partition, 6));
    for (const id of ['p1', 'p2', 'p4']) await store.patch(Document, { partition, id }, { set: { kind: 'rare' } });
    const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
    const within: readonly Filter[] = [
      { field: 'sortKey', atLeast: at(1) },
      { field: 'sortKey', below: at(5) },
    ];
    const listed = (query: Partial<ListQuery>) => ids(store, { partition, type: 'thing', limit: 10, ...query });
    expect(await listed({ where: within })).toEqual(['p4', 'p3', 'p2', 'p1']);
    expect(await listed({ where: within, order: 'oldest', limit: 2, after: at(1) })).toEqual(['p2', 'p3']);
    expect(await listed({ where: [...within, { field: 'kind', equals: 'rare' }] })).toEqual(['p4', 'p2', 'p1']);
    expect(
      await listed({
        where: [
          { field: 'sortKey', above: at(1) },
          { field: 'sortKey', atMost: at(3) },
        ],
      }),
    ).toEqual(['p3', 'p2']);
    const { next } = await store.list(Document, { partition, type: 'thing', where: within, limit: 4 });
    expect(next).toBeUndefined();
  },
);

rule('what a write goes by lies in no object, and a list goes no deeper', async ({ store }, partition) => {
  await created(store, partition, aDocument('one', { actor: { kind: 'user' } }));
  const where: readonly Condition[] = [{ field: 'actor.kind', equals: 'user' }];
  const ref = { partition, id: 'one' };
  await expect(store.patch(Document, ref, { set: { n: 1 } }, where)).rejects.toThrow(RangeError);
  await expect(store.write(partition, [{ kind: 'patch', id: 'one', patch: { set: { n: 1 } }, where }])).rejects.toThrow(
    RangeError,
  );
  for (const field of ['actor.kind.x', 'actor.', '.kind', 'actor..kind', "actor.k'"]) {
    const asked = { partition, type: 'thing', where: [{ field, equals: 'user' }], limit: 1 };
    await expect(store.list(Document, asked)).rejects.toThrow(RangeError);
  }
});

/** Everything by which a count may find documents, in documents that match, do not match, are of another kind of value, or do not have it. */
const dated = [
  { expiresAt: '2026-03-01', state: 'active', remaining: 2 },
  { expiresAt: '2026-03-02', state: 'active', remaining: 0 },
  { expiresAt: '2026-03-03', state: 'revoked' },
  { expiresAt: '2026-03-04', state: 'active' },
  { expiresAt: '2026-03-05\u05d0', state: 'active' },
  { expiresAt: 20260302, state: 'active' },
  { expiresAt: { at: '2026-03-02' }, state: 'active' },
  { expiresAt: null, state: 'active' },
  { status: 'failed', stopped: true, provisioning: { state: 'pending' } },
  { status: 'failed', provisioning: { state: 'failed' } },
  { status: 'sent', provisioning: { state: 'done' }, endsAt: '2026-03-02' },
  { status: true, provisioning: 'pending', endsAt: '2026-03-09' },
  {},
];
const counted: readonly { readonly where: readonly Filter[]; readonly count: number }[] = [
  { where: [], count: 13 },
  {
    where: [
      { field: 'expiresAt', above: '2026-03-01' },
      { field: 'expiresAt', atMost: '2026-03-04' },
    ],
    count: 3,
  },
  {
    where: [
      { field: 'expiresAt', atLeast: '2026-03-01' },
      { field: 'expiresAt', below: '2026-03-04' },
      { field: 'state', equals: 'active' },
    ],
    count: 2,
  },
  {
    where: [
      { field: 'expiresAt', above: '2026' },
      { field: 'state', equals: 'active' },
      { field: 'remaining', differs: 0 },
    ],
    count: 3,
  },
  { where: [{ field: 'expiresAt', atMost: 20260302 }], count: 1 },
  { where: [{ field: 'expiresAt', equals: '2026-03-05\u05d0' }], count: 1 },
  { where: [{ field: 'expiresAt', above: '2026-03-05\u05cf' }], count: 1 },
  { where: [{ field: 'status', equals: 'failed' }], count: 2 },
  {
    where: [
      { field: 'status', oneOf: ['failed', 'sent', 'true'] },
      { field: 'stopped', differs: true },
    ],
    count: 2,
  },
  { where: [{ field: 'status', oneOf: [] }], count: 0 },
  { where: [{ field: 'provisioning.state', oneOf: ['pending', 'failed'] }], count: 2 },
  {
    where: [
      { field: 'provisioning.state', differs: 'pending' },
      {
        anyOf: [
          { field: 'endsAt', above: '2026-03-05' },
          { field: 'status', equals: 'failed' },
        ],
      },
    ],
    count: 2,
  },
];

for (const { where, count } of counted) {
  rule(`${count} documents are counted where ${JSON.stringify(where)}`, async ({ store }, partition) => {
    for (const [n, fields] of dated.entries())
      await created(store, partition, aDocument(`d${n}`, { sortKey: String(n).padStart(2, '0'), ...fields }));
    // What no list shows, and what belongs to others, is not counted.
    await created(store, partition, aDocument('unlisted', { ...dated[0] }));
    await created(store, partition, aDocument('other', { sortKey: '1', ...dated[0], type: 'other' }));
    await created(store, `${partition}-b`, aDocument('foreign', { sortKey: '1', ...dated[0] }));
    const query = { partition, type: 'thing', where };
    expect(await store.count({ ...query, upTo: 20 })).toEqual({ count, more: false });
    expect(await ids(store, { ...query, limit: 20 })).toHaveLength(count);
    if (count === 0) return;
    expect(await store.count({ ...query, upTo: count })).toEqual({ count, more: false });
    expect(await store.count({ ...query, upTo: Math.max(1, count - 1) })).toEqual({
      count: Math.max(1, count - 1),
      more: count > 1,
    });
  });
}

rule('a count follows every change of what it goes by', async ({ store }, partition) => {
  const failed = () =>
    store.count({ partition, type: 'thing', where: [{ field: 'status', equals: 'failed' }], upTo: 10 });
  const etag = await created(store, partition, aDocument('one', { sortKey: '1', status: 'sending' }));
  expect(await failed()).toEqual({ count: 0, more: false });
  await store.patch(Document, { partition, id: 'one' }, { set: { status: 'failed' } });
  const two = await created(store, partition, aDocument('two', { sortKey: '2', status: 'failed' }));
  expect(await failed()).toEqual({ count: 2, more: false });
  await store.write(partition, [{ kind: 'delete', id: 'two', etag: two }]);
  await store.patch(Document, { partition, id: 'one' }, { remove: ['status'] });
  expect([etag, await failed()]).toEqual([etag, { count: 0, more: false }]);
});

rule('a count goes as far as one at least, by fields alone', async ({ store }, partition) => {
  const query = { partition, type: 'thing' };
  for (const upTo of [0, -1, 1.5, Number.NaN])
    await expect(store.count({ ...query, upTo })).rejects.toThrow(RangeError);
  for (const field of ["a'b", 'a.b.c', ''])
    await expect(store.count({ ...query, where: [{ field, equals: 1 }], upTo: 1 })).rejects.toThrow(RangeError);
});

rule('paging is undisturbed by documents that arrive and leave meanwhile', async ({ store }, partition) => {
  await fill(store, people(partition, 6));
  const first = await store.list(Document, { partition, type: 'thing', limit: 2 });
  expect(first.items.map(({ document }) => document.id)).toEqual(['p5', 'p4']);
  await fill(store, people(partition, 3, 6));
  const gone = await store.read(Document, { partition, id: 'p4' });
  await store.write(partition, [{ kind: 'delete', id: 'p4', etag: gone?.etag ?? '' }]);
  expect(await ids(store, { partition, type: 'thing', limit: 10, after: first.next })).toEqual([
    'p3',
    'p2',
    'p1',
    'p0',
  ]);
});

rule('a listed document has the etag under which it can be written', async ({ store }, partition) => {
  await fill(store, people(partition, 1));
  const { items } = await store.list(Document, { partition, type: 'thing', limit: 1 });
  const etag = items[0]?.etag ?? '';
  expect(items[0]?.document).not.toHaveProperty('_etag');
  expect(await store.write(partition, [{ kind: 'delete', id: 'p0', etag }])).toMatchObject({ ok: true });
});

rule('a list has room for at least one document', async ({ store }, partition) => {
  await expect(store.list(Document, { partition, type: 'thing', limit: 0 })).rejects.toThrow(RangeError);
});

const found: readonly { readonly where: readonly Filter[]; readonly ids: readonly string[] }[] = [
  { where: [{ field: 'kind', equals: 'trial' }], ids: ['c', 'a'] },
  { where: [{ field: 'kind', equals: 'Trial' }], ids: [] },
  { where: [{ field: 'remaining', equals: 3 }], ids: ['b'] },
  { where: [{ field: 'remaining', equals: '3' }], ids: ['d'] },
  { where: [{ field: 'open', equals: true }], ids: ['a'] },
  { where: [{ field: 'open', equals: false }], ids: ['b'] },
  { where: [{ field: 'open', equals: 1 }], ids: ['c'] },
  { where: [{ field: 'kind', differs: 'trial' }], ids: ['e', 'd', 'b'] },
  { where: [{ field: 'remaining', differs: 3 }], ids: ['e', 'd', 'c', 'a'] },
  { where: [{ field: 'open', differs: true }], ids: ['e', 'd', 'c', 'b'] },
  { where: [{ field: 'remaining', above: 0 }], ids: ['c', 'b'] },
  { where: [{ field: 'remaining', atLeast: 3 }], ids: ['c', 'b'] },
  { where: [{ field: 'remaining', below: 3 }], ids: ['a'] },
  { where: [{ field: 'remaining', atMost: 3 }], ids: ['b', 'a'] },
  { where: [{ field: 'expiresAt', above: '2026-03-01T00:00:00.000Z' }], ids: ['c'] },
  { where: [{ field: 'expiresAt', atLeast: '2026-03-01T00:00:00.000Z' }], ids: ['c', 'b'] },
  { where: [{ field: 'expiresAt', below: '2026-03-01T00:00:00.000Z' }], ids: ['a'] },
  { where: [{ field: 'expiresAt', atMost: '2026-03-01T00:00:00.000Z' }], ids: ['b', 'a'] },
  { where: [{ field: 'kind', oneOf: ['trial', 'delegation'] }], ids: ['d', 'c', 'a'] },
  { where: [{ field: 'kind', oneOf: ['purchase'] }], ids: ['b'] },
  { where: [{ field: 'kind', oneOf: [] }], ids: [] },
  { where: [{ field: 'searchText', contains: 'contoso' }], ids: ['a'] },
  { where: [{ field: 'searchText', contains: 'Contoso' }], ids: [] },
  { where: [{ field: 'searchText', contains: 'שלום' }], ids: ['b'] },
  { where: [{ field: 'searchText', contains: '%' }], ids: ['c'] },
  { where: [{ field: 'searchText', contains: '_' }], ids: ['d'] },
  { where: [{ field: 'searchText', contains: "o'b" }], ids: ['e'] },
  {
    where: [
      { field: 'kind', equals: 'trial' },
      { field: 'remaining', above: 0 },
    ],
    ids: ['c'],
  },
  { where: [{ anyOf: [] }], ids: [] },
  { where: [{ anyOf: [{ field: 'kind', equals: 'trial' }] }], ids: ['c', 'a'] },
  {
    where: [
      {
        anyOf: [
          { field: 'searchText', contains: 'contoso' },
          { field: 'kind', oneOf: ['purchase', 'none'] },
        ],
      },
    ],
    ids: ['b', 'a'],
  },
  {
    where: [
      {
        anyOf: [
          { field: 'absent', equals: 'x' },
          { field: 'remaining', above: 5 },
        ],
      },
    ],
    ids: ['c'],
  },
  {
    where: [
      { field: 'kind', equals: 'trial' },
      {
        anyOf: [
          { field: 'searchText', contains: 'a_b' },
          { anyOf: [{ field: 'remaining', equals: 7 }] },
          { field: 'kind', equals: 'purchase' },
        ],
      },
    ],
    ids: ['c'],
  },
  {
    where: [
      {
        anyOf: [
          { field: 'expiresAt', atMost: '2026-02-15T00:00:00.000Z' },
          { field: 'kind', differs: 'trial' },
        ],
      },
      { field: 'remaining', differs: 3 },
    ],
    ids: ['e', 'd', 'a'],
  },
  {
    where: [
      { field: 'kind', equals: 'trial' },
      { field: 'kind', differs: 'trial' },
    ],
    ids: [],
  },
];

for (const { where, ids: expected } of found) {
  rule(
    `a list where ${JSON.stringify(where)} holds ${expected.join(' ') || 'nothing'}`,
    async ({ store }, partition) => {
      const at = (month: number) => `2026-0${month}-01T00:00:00.000Z`;
      await created(
        store,
        partition,
        aDocument('a', {
          sortKey: '1',
          kind: 'trial',
          remaining: 0,
          open: true,
          expiresAt: at(2),
          searchText: 'contoso ltd',
        }),
      );
      await created(
        store,
        partition,
        aDocument('b', {
          sortKey: '2',
          kind: 'purchase',
          remaining: 3,
          open: false,
          expiresAt: at(3),
          searchText: 'שלום בע"מ',
        }),
      );
      await created(
        store,
        partition,
        aDocument('c', {
          sortKey: '3',
          kind: 'trial',
          remaining: 7,
          open: 1,
          expiresAt: at(4),
          searchText: '100% ltd',
        }),
      );
      await created(
        store,
        partition,
        aDocument('d', {
          sortKey: '4',
          kind: 'delegation',
          remaining: '3',
          open: 'true',
          expiresAt: null,
          searchText: 'a_b',
        }),
      );
      await created(
        store,
        partition,
        aDocument('e', { sortKey: '5', kind: null, remaining: [3], searchText: "o'brien" }),
      );
      expect(await ids(store, { partition, type: 'thing', where, limit: 10 })).toEqual(expected);
      const paged = await store.list(Document, { partition, type: 'thing', where, limit: 1 });
      expect(paged.next !== undefined).toBe(expected.length > 1);
      expect(await ids(store, { partition, type: 'thing', where, limit: 10, after: '3' })).toEqual(
        expected.filter((id) => id < 'c'),
      );
    },
  );
}

const hostile = [
  `' OR 1=1 --`,
  `" OR true OR c.id = "`,
  `"; DROP TABLE partners; --`,
  `\\" OR true --`,
  `\\`,
  `\n) OR (1=1`,
  `@p`,
  `?`,
  `c.status`,
  `*/ OR 1=1 /*`,
  `שלום" OR "1"="1`,
];

for (const value of hostile) {
  rule(`the value ${JSON.stringify(value)} is only a value`, async ({ store }, partition) => {
    await created(store, partition, aDocument('same', { sortKey: '1', status: value }));
    await created(store, partition, aDocument('other', { sortKey: '2', status: 'other' }));
    const matching = (filter: Filter) => ids(store, { partition, type: 'thing', where: [filter], limit: 10 });
    expect(await matching({ field: 'status', equals: value })).toEqual(['same']);
    expect(await matching({ field: 'status', oneOf: [value] })).toEqual(['same']);
    expect(await matching({ field: 'status', contains: value })).toEqual(['same']);
    expect(await matching({ anyOf: [{ field: 'status', equals: value }] })).toEqual(['same']);
    expect(await matching({ field: 'status', differs: value })).toEqual(['other']);
    expect(await ids(store, { partition, type: value, limit: 10 })).toEqual([]);
    const where: readonly Condition[] = [{ field: 'status', equals: value }];
    expect(await store.patch(Document, { partition, id: 'same' }, { increment: { n: 1 } }, where)).toMatchObject({
      document: { n: 1 },
    });
    expect(await store.patch(Document, { partition, id: 'other' }, { increment: { n: 1 } }, where)).toBe('condition');
  });
}

rule(
  'what is due is found in every partition, longest due first, up to and including the moment',
  async ({ store }, partition) => {
    const queue = `mail-${partition}`;
    const waiting = (id: string, minute: number) => aDocument(id, { queue, dueAt: `2026-01-01T00:0${minute}:00.000Z` });
    await created(store, `${partition}-x`, waiting('third', 3));
    await created(store, `${partition}-y`, waiting('first', 1));
    await created(store, `${partition}-x`, waiting('second', 2));
    await created(store, `${partition}-z`, waiting('later', 4));
    await created(
      store,
      `${partition}-z`,
      aDocument('elsewhere', { queue: `${queue}-other`, dueAt: '2026-01-01T00:00:00.000Z' }),
    );
    await created(store, `${partition}-z`, aDocument('undated', { queue }));
    await created(store, `${partition}-z`, aDocument('unqueued', { dueAt: '2026-01-01T00:00:00.000Z' }));
    const due = async (before: string, limit: number) => {
      const found = await store.due(Document, queue, new Date(before), limit);
      return found.map(({ document }) => document.id);
    };
    expect(await due('2026-01-01T00:03:00.000Z', 10)).toEqual(['first', 'second', 'third']);
    expect(await due('2026-01-01T00:02:59.999Z', 10)).toEqual(['first', 'second']);
    expect(await due('2026-01-01T00:09:00.000Z', 2)).toEqual(['first', 'second']);
    expect(await due('2025-01-01T00:00:00.000Z', 10)).toEqual([]);
  },
);

rule(
  'what was taken from its queue is not due any more, what was put off is due later',
  async ({ store }, partition) => {
    const queue = `mail-${partition}`;
    const dueAt = '2026-01-01T00:00:00.000Z';
    await created(store, partition, aDocument('taken', { queue, dueAt }));
    await created(store, partition, aDocument('late', { queue, dueAt }));
    await store.patch(Document, { partition, id: 'taken' }, { remove: ['queue', 'dueAt'] });
    await store.patch(Document, { partition, id: 'late' }, { set: { dueAt: '2026-01-02T00:00:00.000Z' } });
    expect(await store.due(Document, queue, new Date(dueAt), 10)).toEqual([]);
    const [late] = await store.due(Document, queue, new Date('2026-01-02T00:00:00.000Z'), 10);
    expect(late?.document).toMatchObject({ id: 'late', partnerId: partition });
    const etag = late?.etag ?? '';
    expect(await store.write(partition, [{ kind: 'replace', document: aDocument('late'), etag }])).toMatchObject({
      ok: true,
    });
  },
);

rule(
  'a document whose ttl has passed since its last write is gone everywhere, and its id is free',
  async ({ store, pass }, partition) => {
    const queue = `garbage-${partition}`;
    const dueAt = '2026-01-01T00:00:00.000Z';
    await created(store, partition, aDocument('short', { ttl: 1, sortKey: '1', queue, dueAt }));
    await created(store, partition, aDocument('kept', { ttl: -1, sortKey: '2', queue, dueAt }));
    const etag = await created(store, partition, aDocument('long', { ttl: 3600, sortKey: '3', queue, dueAt }));
    expect(await ids(store, { partition, type: 'thing', limit: 10 })).toContain('short');
    await pass(2.5);
    expect(await content(store, partition, 'short')).toBeUndefined();
    expect(await ids(store, { partition, type: 'thing', limit: 10 })).toEqual(['long', 'kept']);
    expect(await store.due(Document, queue, new Date(dueAt), 10)).toHaveLength(2);
    expect(await store.patch(Document, { partition, id: 'short' }, { set: { a: 1 } })).toBe('missing');
    expect(
      await store.write(partition, [{ kind: 'replace', document: aDocument('long', { ttl: 1 }), etag }]),
    ).toMatchObject({ ok: true });
    expect(await content(store, partition, 'long')).toBeDefined();
    await created(store, partition, aDocument('short', { again: true }));
    await pass(2.5);
    expect(await content(store, partition, 'long')).toBeUndefined();
    expect(await content(store, partition, 'short')).toMatchObject({ again: true });
  },
);

rule('a ttl is -1 or a positive whole number', async ({ store }, partition) => {
  for (const ttl of [0, -2, 1.5, Number.NaN]) {
    await expect(store.write(partition, [create(aDocument('one', { ttl }))])).rejects.toThrow(RangeError);
  }
});

async function drain(
  store: Store,
  from: string | undefined,
  limit: number,
): Promise<{ position: string; documents: StoredDocument[] }> {
  const documents: StoredDocument[] = [];
  let after = from;
  for (;;) {
    const page = await store.changes(after, limit);
    documents.push(...page.documents);
    after = page.position;
    if (page.documents.length === 0) return { position: after, documents };
  }
}

rule(
  'the change feed tells from the beginning what was written, without what the engine adds',
  async ({ store }, partition) => {
    await created(store, partition, aDocument('one', { name: 'שלום' }));
    const { documents } = await drain(store, undefined, 100_000);
    const mine = documents.filter((document) => document['partnerId'] === partition);
    expect(mine).toEqual([{ id: 'one', type: 'thing', name: 'שלום', partnerId: partition }]);
  },
);

rule(
  'the change feed tells every change at least once, in its latest version, in pages',
  async ({ store }, partition) => {
    const { position } = await drain(store, undefined, 1_000);
    const etag = await created(store, partition, aDocument('a', { n: 1 }));
    await created(store, partition, aDocument('b'));
    await created(store, `${partition}-other`, aDocument('a'));
    await store.write(partition, [{ kind: 'replace', document: aDocument('a', { n: 2 }), etag }]);
    await store.patch(Document, { partition, id: 'b' }, { set: { patched: true } });
    const { documents } = await drain(store, position, 2);
    const latest = new Map(documents.map((document) => [`${String(document['partnerId'])} ${document.id}`, document]));
    expect([...latest.keys()].sort()).toEqual([`${partition} a`, `${partition} b`, `${partition}-other a`]);
    expect(latest.get(`${partition} a`)).toMatchObject({ n: 2 });
    expect(latest.get(`${partition} b`)).toMatchObject({ patched: true });
  },
);

rule(
  'the change feed goes on from any position it gave, and tells nothing when nothing changed',
  async ({ store }, partition) => {
    const start = await drain(store, undefined, 1_000);
    await created(store, partition, aDocument('a'));
    const first = await drain(store, start.position, 1_000);
    expect(first.documents.map(({ id }) => id)).toEqual(['a']);
    await created(store, partition, aDocument('b'));
    expect((await drain(store, first.position, 1_000)).documents.map(({ id }) => id)).toEqual(['b']);
    expect((await drain(store, start.position, 1_000)).documents.map(({ id }) => id).sort()).toEqual(['a', 'b']);
    const { position } = await drain(store, first.position, 1_000);
    expect((await drain(store, position, 1_000)).documents).toEqual([]);
  },
);

rule('the change feed misses nothing of what is written while it is read', async ({ store }, partition) => {
  let { position } = await drain(store, undefined, 1_000);
  const seen = new Set<string>();
  const write = async (writer: number) => {
    for (let n = 0; n < 8; n += 1) await created(store, `${partition}-${writer % 3}`, aDocument(`${writer}-${n}`));
  };
  const read = async () => {
    for (let n = 0; n < 20; n += 1) {
      const page = await store.changes(position, 3);
      page.documents.forEach(({ id }) => seen.add(id));
      ({ position } = page);
    }
  };
  await Promise.all([...Array.from({ length: 10 }, (_, writer) => write(writer)), read()]);
  (await drain(store, position, 50)).documents.forEach(({ id }) => seen.add(id));
  expect(seen.size).toBe(80);
});

rule('a position that no feed gave is refused', async ({ store }) => {
  await expect(store.changes('somewhere', 10)).rejects.toThrow();
});

const oddIds = [
  'domain:contoso.example',
  'address:a+b@contoso.example',
  'with spaces inside',
  '100%',
  '%2F%20',
  `it's "quoted"`,
  'שלום',
  '同意-😀',
  '~system',
  '...',
  'a;b,c=d&e|f^g`h{i}<j>',
  'x'.repeat(255),
];

for (const id of oddIds) {
  rule(
    `${JSON.stringify(id.length > 40 ? `${id.slice(0, 10)}… (${id.length})` : id)} is an id like any other`,
    async ({ store }, partition) => {
      const etag = await created(store, partition, aDocument(id, { n: 1, sortKey: id }));
      expect(await store.write(partition, [create(aDocument(id))])).toEqual(refused('exists'));
      expect(
        await store.patch(Document, { partition, id }, { increment: { n: 1 } }, [{ field: 'n', equals: 1 }]),
      ).toMatchObject({ document: { id, n: 2 } });
      const stored = await store.read(Document, { partition, id });
      expect(stored?.document.id).toBe(id);
      expect(await ids(store, { partition, type: 'thing', limit: 5 })).toEqual([id]);
      expect(await store.write(partition, [{ kind: 'delete', id, etag }])).toEqual(refused('stale'));
      expect(await store.write(partition, [{ kind: 'delete', id, etag: stored?.etag ?? '' }])).toMatchObject({
        ok: true,
      });
      expect(await content(store, partition, id)).toBeUndefined();
    },
  );
}

rule('partitions are named as freely as ids', async ({ store }, partition) => {
  for (const odd of ['~system', 'שלום "x" 😀', '100% @:']) {
    const name = `${partition} ${odd}`;
    await created(store, name, aDocument('one', { sortKey: '1' }));
    expect(await content(store, name, 'one')).toMatchObject({ partnerId: name });
    expect(await ids(store, { partition: name, type: 'thing', limit: 5 })).toEqual(['one']);
  }
});

rule('an id that no engine could address is refused everywhere', async ({ store }, partition) => {
  const wrong = ['', '.', '..', 'a/b', 'a\\b', 'a?b', 'a#b', 'a\nb', 'a\u0000b', '\ud800', 'x'.repeat(256)];
  for (const id of wrong) {
    await expect(store.read(Document, { partition, id })).rejects.toThrow(RangeError);
    await expect(store.read(Document, { partition: id, id: 'one' })).rejects.toThrow(RangeError);
    await expect(store.patch(Document, { partition, id }, { set: { a: 1 } })).rejects.toThrow(RangeError);
    await expect(store.list(Document, { partition: id, type: 'thing', limit: 1 })).rejects.toThrow(RangeError);
    const writes: readonly Write[] = [
      create(aDocument(id)),
      { kind: 'replace', document: aDocument(id), etag: 'e' },
      { kind: 'patch', id, patch: { set: { a: 1 } } },
      { kind: 'delete', id, etag: 'e' },
    ];
    for (const write of writes) await expect(store.write(partition, [write])).rejects.toThrow(RangeError);
    await expect(store.write(id, [create(aDocument('one'))])).rejects.toThrow(RangeError);
  }
});

rule('values come back as JSON gives them, in every script', async ({ store }, partition) => {
  const values = {
    hebrew: 'בית תוכנה בע״מ',
    chinese: '微软中国有限公司',
    emoji: '👩‍👩‍👧‍👦 😀',
    bidi: '\u202eabc\u2066def\u2069',
    nul: 'a\u0000b',
    quotes: `"'\`\\/`,
    lines: 'a\r\n\u2028\u2029\tb',
    empty: '',
    numbers: [0, -1, 1.5, 9007199254740991, 1e21],
    nested: { null: null, list: [[], {}, [null, true, false]], שם: 'ערך', '': 'empty name' },
  };
  await created(store, partition, aDocument('one', values));
  expect(await content(store, partition, 'one')).toMatchObject(values);
  await store.patch(Document, { partition, id: 'one' }, { set: { again: values } });
  expect(await content(store, partition, 'one')).toMatchObject({ ...values, again: values });
});

rule(
  'undefined fields are not stored, undefined items and what is no number become null',
  async ({ store }, partition) => {
    await created(
      store,
      partition,
      aDocument('one', { none: undefined, list: [undefined, Number.NaN], at: new Date(0), sortKey: undefined }),
    );
    expect(await content(store, partition, 'one')).toEqual({
      id: 'one',
      type: 'thing',
      partnerId: partition,
      list: [null, null],
      at: '1970-01-01T00:00:00.000Z',
    });
    const patched = await store.patch(Document, { partition, id: 'one' }, { set: { none: undefined, some: 1 } });
    expect(patched).toMatchObject({ document: { some: 1 } });
    expect(await content(store, partition, 'one')).not.toHaveProperty('none');
  },
);

rule('the engine answers', async ({ store }) => {
  await expect(store.ping()).resolves.toBeUndefined();
});

const placed = (id: string, places: Record<string, string>, fields: Record<string, unknown> = {}): StoredDocument =>
  aDocument(id, { sortKey: `key-${id}`, places, ...fields });

/** The ids and cursors of every page. */
async function pagesOf(store: Store, query: ListQuery): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = [];
  let after: string | undefined;
  do {
    const page = await store.list(Document, { ...query, after });
    pages.push(page.items.map(({ document }) => document.id));
    after = page.next;
  } while (after !== undefined);
  return pages;
}

rule(
  'a document stands in the lists that it names, in the order of its places, and in no other',
  async ({ store }, partition) => {
    const documents = [
      placed('a', { byName: 'cherry', byEnd: '2026' }),
      placed('b', { byName: 'apple' }),
      placed('c', { byName: 'banana', byEnd: '2025' }),
      aDocument('d', { sortKey: 'key-d' }),
      { ...placed('e', { byName: 'aaa' }), type: 'other' },
    ];
    await store.write(partition, documents.map(create));
    const query = (list: string): ListQuery => ({ partition, type: 'thing', in: { list }, limit: 10 });
    expect(await ids(store, { ...query('byName'), order: 'oldest' })).toEqual(['b', 'c', 'a']);
    expect(await ids(store, query('byName'))).toEqual(['a', 'c', 'b']);
    expect(await ids(store, { ...query('byEnd'), order: 'oldest' })).toEqual(['c', 'a']);
    expect(await ids(store, query('byNothing'))).toEqual([]);
    expect(await ids(store, { partition, type: 'thing', limit: 10 })).toEqual(['d', 'c', 'b', 'a']);
    expect(
      await ids(store, { partition: `${partition}-other`, type: 'thing', in: { list: 'byName' }, limit: 10 }),
    ).toEqual([]);
  },
);

rule('a list by places is paged in both orders while documents arrive', async ({ store }, partition) => {
  const names = ['a1', 'b2', 'c3', 'd4', 'e5'];
  await store.write(
    partition,
    names.map((name) => create(placed(name, { byName: name }))),
  );
  for (const order of ['oldest', 'newest'] as const) {
    const query: ListQuery = { partition, type: 'thing', in: { list: 'byName' }, order, limit: 2 };
    const expected = order === 'oldest' ? names : [...names].reverse();
    expect(await pagesOf(store, query)).toEqual([expected.slice(0, 2), expected.slice(2, 4), expected.slice(4)]);
  }
  const query: ListQuery = { partition, type: 'thing', in: { list: 'byName' }, order: 'oldest', limit: 2 };
  const first = await store.list(Document, query);
  expect(first.next).toBe('b2');
  await store.write(
    partition,
    ['a0', 'b3', 'f6'].map((name) => create(placed(name, { byName: name }))),
  );
  expect((await pagesOf(store, { ...query, limit: 9 })).flat()).toEqual([
    'a0',
    'a1',
    'b2',
    'b3',
    'c3',
    'd4',
    'e5',
    'f6',
  ]);
  const rest = await store.list(Document, { ...query, limit: 9, after: first.next });
  expect(rest.items.map(({ document }) => document.id)).toEqual(['b3', 'c3', 'd4', 'e5', 'f6']);
});

rule('a list by places begins and ends where it is told to', async ({ store }, partition) => {
  const names = ['ab', 'abc', 'abd', 'b', '~05d0', 'Ab', 'a b'];
  await store.write(
    partition,
    names.map((name, index) => create(placed(`d${index}`, { byName: name }, { name }))),
  );
  const found = async (from?: string, below?: string, order: 'oldest' | 'newest' = 'oldest') => {
    const within = {
      list: 'byName',
      ...(from === undefined ? {} : { from }),
      ...(below === undefined ? {} : { below }),
    };
    const { items } = await store.list(Document, { partition, type: 'thing', in: within, order, limit: 10 });
    return items.map(({ document }) => document.name);
  };
  expect(await found('ab', 'abd')).toEqual(['ab', 'abc']);
  expect(await found('ab', 'ab\x7f', 'newest')).toEqual(['abd', 'abc', 'ab']);
  expect(await found(undefined, 'a')).toEqual(['Ab']);
  expect(await found('b')).toEqual(['b', '~05d0']);
  expect(await found()).toEqual(['Ab', 'a b', 'ab', 'abc', 'abd', 'b', '~05d0']);
  const within = { list: 'byName', from: 'ab', below: 'b' };
  expect(await pagesOf(store, { partition, type: 'thing', in: within, order: 'oldest', limit: 1 })).toEqual([
    ['d0'],
    ['d1'],
    ['d2'],
  ]);
  expect(await pagesOf(store, { partition, type: 'thing', in: within, order: 'newest', limit: 2 })).toEqual([
    ['d2', 'd1'],
    ['d0'],
  ]);
});

rule('a list by places takes filters, as other lists do', async ({ store }, partition) => {
  const documents = Array.from({ length: 12 }, (_, index) =>
    placed(
      `d${String(index).padStart(2, '0')}`,
      { byName: `n${String(index).padStart(2, '0')}` },
      { kind: index % 3 === 0 ? 'odd' : 'even', name: `thing ${index}` },
    ),
  );
  await store.write(partition, documents.map(create));
  const query: ListQuery = {
    partition,
    type: 'thing',
    in: { list: 'byName', from: 'n02' },
    where: [{ field: 'kind', equals: 'odd' }],
    order: 'oldest',
    limit: 2,
  };
  expect((await pagesOf(store, query)).flat()).toEqual(['d03', 'd06', 'd09']);
  expect((await pagesOf(store, { ...query, where: [{ field: 'name', contains: 'thing 1' }] })).flat()).toEqual([
    'd10',
    'd11',
  ]);
});

rule('a document that is replaced, deleted or created anew stands where it says last', async ({ store }, partition) => {
  const where = async (list: string) =>
    ids(store, { partition, type: 'thing', in: { list }, order: 'oldest', limit: 10 });
  const etag = await created(store, partition, placed('one', { first: 'b', second: 'b' }));
  await created(store, partition, placed('two', { first: 'c', second: 'c' }));
  const moved = await store.write(partition, [
    { kind: 'replace', document: placed('one', { first: 'd', third: 'a' }), etag },
  ]);
  expect([await where('first'), await where('second'), await where('third')]).toEqual([
    ['two', 'one'],
    ['two'],
    ['one'],
  ]);
  const [last = ''] = moved.ok ? moved.etags : [];
  await store.write(partition, [{ kind: 'delete', id: 'one', etag: last }]);
  expect([await where('first'), await where('third')]).toEqual([['two'], []]);
  await created(store, partition, placed('one', { first: 'a' }));
  expect([await where('first'), await where('third')]).toEqual([['one', 'two'], []]);
  const patch = { set: { places: { second: 'a' } } };
  expect(await store.patch(Document, { partition, id: 'one' }, patch)).toMatchObject({ document: { id: 'one' } });
  expect([await where('first'), await where('second')]).toEqual([['two'], ['one', 'two']]);
  expect(await store.patch(Document, { partition, id: 'one' }, { set: { name: 'kept' } })).toMatchObject({
    document: { id: 'one' },
  });
  expect(await where('second')).toEqual(['one', 'two']);
  expect(await store.patch(Document, { partition, id: 'one' }, { remove: ['places'] })).toMatchObject({
    document: { id: 'one' },
  });
  expect(await where('second')).toEqual(['two']);
});

rule('a batch that fails moves no document in a list', async ({ store }, partition) => {
  await created(store, partition, placed('one', { first: 'b' }));
  await created(store, partition, placed('two', { first: 'c' }));
  const outcome = await store.write(partition, [
    create(placed('two', { first: 'y' })),
    create(placed('three', { first: 'a' })),
  ]);
  expect(outcome).toEqual(refused('exists'));
  expect(await ids(store, { partition, type: 'thing', in: { list: 'first' }, order: 'oldest', limit: 10 })).toEqual([
    'one',
    'two',
  ]);
});

rule(
  'a document whose ttl has passed stands in no list by places, and its id can stand elsewhere',
  async ({ store, pass }, partition) => {
    const where = async (list: string) =>
      ids(store, { partition, type: 'thing', in: { list }, order: 'oldest', limit: 10 });
    await store.write(partition, [
      create(placed('brief', { first: 'a' }, { ttl: 1 })),
      create(placed('long', { first: 'b' })),
    ]);
    expect(await where('first')).toEqual(['brief', 'long']);
    await pass(3);
    expect(await where('first')).toEqual(['long']);
    await created(store, partition, placed('brief', { second: 'a' }));
    expect([await where('first'), await where('second')]).toEqual([['long'], ['brief']]);
  },
);

rule('places and their lists are plain text', async ({ store }, partition) => {
  for (const places of [
    { first: 'שלום' },
    { first: '' },
    { first: 'a\n' },
    { 'a.b': 'a' },
    { '1st': 'a' },
    { first: 'x'.repeat(1_001) },
  ])
    await expect(store.write(partition, [create(aDocument('one', { places }))])).rejects.toThrow(RangeError);
  await expect(store.list(Document, { partition, type: 'thing', in: { list: 'a b' }, limit: 1 })).rejects.toThrow(
    RangeError,
  );
  await expect(
    store.list(Document, { partition, type: 'thing', in: { list: 'a', from: 'é' }, limit: 1 }),
  ).rejects.toThrow(RangeError);
});

rule('many documents are found by their ids, and nothing else of their type', async ({ store }, partition) => {
  await store.write(
    partition,
    ['a', 'b', 'c', 'd'].map((id) =>
      create(aDocument(id, { sortKey: `key-${id}`, kind: id === 'c' ? 'odd' : 'even' })),
    ),
  );
  await store.write(partition, [
    create({ ...aDocument('e', { sortKey: 'key-e' }), type: 'other' }),
    create(aDocument('f')),
  ]);
  const query: ListQuery = {
    partition,
    type: 'thing',
    where: [{ field: 'id', oneOf: ['d', 'a', 'c', 'e', 'f', 'none'] }],
    limit: 10,
  };
  expect(await ids(store, query)).toEqual(['d', 'c', 'a']);
  expect(await ids(store, { ...query, order: 'oldest' })).toEqual(['a', 'c', 'd']);
  expect(await pagesOf(store, { ...query, limit: 2 })).toEqual([['d', 'c'], ['a']]);
  expect(await ids(store, { ...query, where: [...(query.where ?? []), { field: 'kind', equals: 'odd' }] })).toEqual([
    'c',
  ]);
  expect(await ids(store, { ...query, where: [{ field: 'id', oneOf: [] }] })).toEqual([]);
  expect(await ids(store, { ...query, where: [{ field: 'id', equals: 'b' }] })).toEqual(['b']);
});

rule('a filter finds a text among those of an array, whole and in its own letters', async ({ store }, partition) => {
  const tags = [['vip', 'a"b'], ['vi'], [], 'vip', ['VIP', 7], [['vip']], undefined, ['חשוב', 'x\\y']];
  await store.write(
    partition,
    tags.map((tag, index) =>
      create(
        aDocument(`d${index}`, {
          sortKey: `k${index}`,
          ...(tag === undefined ? {} : { tags: tag, nested: { tags: tag } }),
        }),
      ),
    ),
  );
  const found = async (has: string, field = 'tags') =>
    ids(store, { partition, type: 'thing', where: [{ field, has }], limit: 10 });
  expect(await found('vip')).toEqual(['d0']);
  expect(await found('vip', 'nested.tags')).toEqual(['d0']);
  expect(await found('a"b')).toEqual(['d0']);
  expect(await found('חשוב')).toEqual(['d7']);
  expect(await found('x\\y')).toEqual(['d7']);
  expect(await found('7')).toEqual([]);
  expect(
    await ids(store, {
      partition,
      type: 'thing',
      where: [
        {
          anyOf: [
            { field: 'tags', has: 'vi' },
            { field: 'tags', has: 'VIP' },
          ],
        },
      ],
      limit: 10,
    }),
  ).toEqual(['d4', 'd1']);
});
