import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import * as z from 'zod';
import { beyondCount, countStatement, endOfReach, pageStatement } from '../../local/sqlite-list';
import { SqliteStore } from '../../local/sqlite-store';
import type { Filter, ListQuery } from '../../shared/ports';

const Document = z.object({ id: z.string() });
const clock = { now: () => new Date(0) };
const sortKey = (n: number) => `2026-01-01T00:00:00.${String(n).padStart(3, '0')}Z~${n}`;

describe('how SQLite finds the documents of a list', () => {
  let directory: string;
  let store: SqliteStore;
  let inspector: InstanceType<typeof DatabaseSync>;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'store-'));
    const file = join(directory, 'test.db');
    store = new SqliteStore({ file, container: 'partners', partitionKey: 'partnerId', clock });
    inspector = new DatabaseSync(file);
    inspector.function('code_unit_order', { deterministic: true }, (_left: unknown, _right: unknown) => 0);
  });
  afterAll(async () => {
    inspector.close();
    store.close();
    await rm(directory, { recursive: true });
  });

  const planOf = ({ sql, parameters }: { sql: string; parameters: readonly (string | number | null)[] }) =>
    z
      .array(z.object({ detail: z.string() }))
      .parse(
        inspector
          .prepare(`EXPLAIN QUERY PLAN ${sql}`)
          .all(...parameters)
          .map((row) => ({ ...(row as object) })),
      )
      .map(({ detail }) => detail);

  const filters: readonly Filter[] = [
    { field: 'kind', equals: 'trialInvitation' },
    { field: 'expiresAt', above: '2026' },
    { field: 'remaining', differs: 0 },
    { field: 'searchText', contains: 'contoso' },
    {
      anyOf: [
        { field: 'searchText', contains: 'contoso' },
        { field: 'offerId', oneOf: ['1', '2'] },
      ],
    },
  ];
  const queries: readonly ListQuery[] = [
    { partition: 'p', type: 'offer', limit: 25 },
    ...filters.map((filter): ListQuery => ({ partition: 'p', type: 'offer', where: [filter], limit: 25 })),
    { partition: 'p', type: 'offer', where: filters, limit: 25 },
  ];

  it.each(queries.flatMap((query) => [query, { ...query, after: '5' }, { ...query, order: 'oldest' as const }]))(
    'walks the index of lists in its order and sorts nothing: %j',
    (query) => {
      expect(planOf(pageStatement('"partners"', query, undefined, 0))).toEqual([
        expect.stringMatching(
          /^SEARCH partners USING INDEX partners_list \(partition=\? AND type=\? AND sort_key[<>]\?( AND sort_key<\?)?\)$/u,
        ),
      ]);
    },
  );

  it.each(['offerId', 'customerId'])('finds what belongs to one %s by its own index, in order', (field) => {
    const query: ListQuery = { partition: 'p', type: 'redemption', where: [{ field, equals: 'x' }], limit: 25 };
    for (const after of [undefined, '5'])
      expect(planOf(pageStatement('"partners"', { ...query, after }, undefined, 0))).toEqual([
        expect.stringContaining(
          `USING INDEX partners_text_${field} (partition=? AND type=? AND text_${field}=? AND sort_key`,
        ),
      ]);
  });

  it.each<Partial<ListQuery>>([
    {},
    { order: 'oldest', after: 'x' },
    { in: { list: 'name', from: 'a', below: 'b' }, order: 'oldest', where: filters },
  ])('walks a list by places in its order, and sorts nothing: %j', (more) => {
    const query: ListQuery = { partition: 'p', type: 'customer', in: { list: 'name' }, limit: 25, ...more };
    const steps = [
      expect.stringMatching(/^SEARCH partners_places USING PRIMARY KEY \(list=\?( AND place[<>]\?)*\)$/u),
      expect.stringContaining('SEARCH partners_place_lists USING COVERING INDEX'),
      expect.stringContaining('SEARCH partners_placed_documents USING INTEGER PRIMARY KEY (rowid=?)'),
      expect.stringContaining('SEARCH partners USING INDEX sqlite_autoindex_partners_1 (partition=? AND id=?)'),
    ];
    const plan = planOf(pageStatement('"partners"', query, undefined, 0)).filter((step) =>
      /^(SEARCH p|USE)/u.test(step),
    );
    expect(plan).toHaveLength(steps.length);
    expect(plan).toEqual(expect.arrayContaining(steps));
    const reach = endOfReach('"partners"', { ...query, where: filters }, 1000);
    expect(reach && planOf(reach)[0]).toMatch(/^SEARCH partners_places USING PRIMARY KEY \(list=\?/u);
  });

  it('finds documents by their ids, whatever else is asked of them', () => {
    const where: readonly Filter[] = [{ field: 'id', oneOf: ['a', 'b'] }, ...filters];
    const query: ListQuery = { partition: 'p', type: 'customer', where, limit: 25 };
    for (const after of [undefined, '5'])
      expect(planOf(pageStatement('"partners"', { ...query, after }, undefined, 0))[0]).toBe(
        'SEARCH partners USING INDEX sqlite_autoindex_partners_1 (partition=? AND id=?)',
      );
    expect(endOfReach('"partners"', query, 1000)).toBeUndefined();
  });

  it.each([
    [
      'expiresAt',
      [
        { field: 'expiresAt', above: '2026' },
        { field: 'expiresAt', atMost: '2027' },
      ],
      '>? AND text_expiresAt<?',
    ],
    [
      'endsAt',
      [
        { field: 'endsAt', above: '2026' },
        { field: 'source', equals: 'trial' },
      ],
      '>?',
    ],
    [
      'runsUntil',
      [
        { field: 'runsUntil', atMost: '2026' },
        { field: 'state', equals: 'active' },
      ],
      '<?',
    ],
    [
      'status',
      [
        { field: 'status', equals: 'failed' },
        { field: 'stopped', differs: true },
      ],
      '=?',
    ],
    ['provisioning_state', [{ field: 'provisioning.state', oneOf: ['pending', 'failed'] }], '=?'],
  ] as const)('counts by the index of %s, and looks at nothing that it does not lead to', (index, where, compared) => {
    const query = { partition: 'p', type: 'offer', where, upTo: 100 };
    const found = expect.stringContaining(
      `SEARCH partners USING INDEX partners_text_${index} (partition=? AND type=? AND text_${index}${compared})`,
    ) as string;
    const [inner, ...outer] = planOf(countStatement('"partners"', query, 1000, 0)).filter((step) =>
      step.startsWith('SEARCH'),
    );
    expect([inner, outer]).toEqual([found, []]);
    expect(planOf(beyondCount('"partners"', query, 1000))).toEqual([found]);
  });

  it('counts a whole type by the index of lists', () => {
    const query = { partition: 'p', type: 'suppression', upTo: 100 };
    expect(planOf(countStatement('"partners"', query, 1000, 0))).toContainEqual(
      expect.stringContaining('INDEX partners_list (partition=? AND type=?'),
    );
  });

  it('finds how far a page looks in the index alone', () => {
    const reach = endOfReach('"partners"', { partition: 'p', type: 'offer', where: filters, limit: 25 }, 1000);
    expect(reach && planOf(reach)).toEqual([
      expect.stringContaining('USING COVERING INDEX partners_list (partition=? AND type=? AND sort_key'),
    ]);
  });

  it('asks only where filters may match rarely', () => {
    const reach = (where: readonly Filter[]) =>
      endOfReach('"partners"', { partition: 'p', type: 'redemption', where, limit: 25 }, 1000);
    expect(reach([])).toBeUndefined();
    expect(reach([{ field: 'offerId', equals: 'x' }])).toBeUndefined();
    expect(
      reach([
        { field: 'offerId', equals: 'x' },
        { field: 'status', equals: 'declined' },
      ]),
    ).toBeDefined();
  });
});

describe('a page that looks at ten documents at most', () => {
  let store: SqliteStore;
  beforeEach(async () => {
    store = new SqliteStore({ file: ':memory:', container: 'partners', partitionKey: 'partnerId', clock, looksAt: 10 });
    for (let n = 0; n < 45; n += 1) {
      const rare = n === 3 || n === 38 ? { kind: 'rare' } : {};
      const document = { id: `d${n}`, type: 'thing', sortKey: sortKey(n), offerId: `o${n % 2}`, ...rare };
      await store.write('p', [{ kind: 'create', document }]);
    }
  });
  afterEach(() => store.close());

  const pages = async (query: Partial<ListQuery>) => {
    const all: string[][] = [];
    let after: string | undefined;
    do {
      const page = await store.list(Document, { partition: 'p', type: 'thing', limit: 5, after, ...query });
      all.push(page.items.map(({ document }) => document.id));
      after = page.next;
      query = { ...query, after };
    } while (after !== undefined);
    return all;
  };

  it('looks at nothing outside of a range of its order', async () => {
    const range: readonly Filter[] = [
      { field: 'sortKey', atLeast: sortKey(30) },
      { field: 'sortKey', below: sortKey(42) },
    ];
    expect(await pages({ where: range })).toEqual([
      ['d41', 'd40', 'd39', 'd38', 'd37'],
      ['d36', 'd35', 'd34', 'd33', 'd32'],
      ['d31', 'd30'],
    ]);
    expect(await pages({ where: [...range, { field: 'kind', equals: 'rare' }] })).toEqual([['d38'], []]);
  });

  it('is short or empty where little matches, and the pages together miss nothing', async () => {
    const where: readonly Filter[] = [{ field: 'kind', equals: 'rare' }];
    expect(await pages({ where })).toEqual([['d38'], [], [], [], ['d3']]);
    expect(await pages({ where, order: 'oldest' })).toEqual([['d3'], [], [], ['d38'], []]);
  });

  it('is not what a count looks at: that goes by an index, and says where it did not look on', async () => {
    for (let n = 0; n < 4; n += 1) {
      const document = { id: `late${n}`, type: 'thing', sortKey: sortKey(100 + n), expiresAt: '2026-12', state: 'x' };
      await store.write('p', [{ kind: 'create', document }]);
    }
    const expiring = { field: 'expiresAt', above: '2026' } as const;
    const count = (...where: readonly Filter[]) => store.count({ partition: 'p', type: 'thing', where, upTo: 3 });
    // A twentieth of what a page looks at, here one document.
    expect(await count(expiring, { field: 'state', equals: 'y' })).toEqual({ count: 0, more: true });
    expect(await count({ field: 'expiresAt', above: '2027' }, { field: 'state', equals: 'y' })).toEqual({
      count: 0,
      more: false,
    });
  });

  it('is full where much matches', async () => {
    const found = await pages({ where: [{ field: 'kind', differs: 'rare' }], limit: 9 });
    expect(found.map(({ length }) => length)).toEqual([9, 9, 9, 9, 7]);
  });

  it('looks at the documents of one subject only when it is asked for those', async () => {
    const where: readonly Filter[] = [
      { field: 'offerId', equals: 'o1' },
      { field: 'kind', equals: 'rare' },
    ];
    expect(await pages({ where })).toEqual([[], [], ['d3']]);
  });

  it('is full whatever the limit when nothing is filtered', async () => {
    expect((await pages({ limit: 40 })).map(({ length }) => length)).toEqual([40, 5]);
    expect(
      (await pages({ where: [{ field: 'offerId', equals: 'o0' }], limit: 40 })).map(({ length }) => length),
    ).toEqual([23]);
  });
});
