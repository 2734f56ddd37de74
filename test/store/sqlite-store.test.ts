import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import * as z from 'zod';
import { SqliteStore } from '../../local/sqlite-store';
import { StoreUnavailable } from '../../shared/ports';
import { ownPartitionContract, storeContract } from './store-contract';

storeContract('SQLite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'store-'));
  let now = Date.parse('2026-01-01T00:00:00.000Z');
  const clock = { now: () => new Date(now) };
  const store = new SqliteStore({
    file: join(directory, 'test.db'),
    container: 'partners',
    partitionKey: 'partnerId',
    clock,
  });
  return {
    store,
    pass: (seconds) => {
      now += seconds * 1_000;
      return Promise.resolve();
    },
    close: async () => {
      store.close();
      await rm(directory, { recursive: true });
    },
  };
});

ownPartitionContract('SQLite', () => {
  const clock = { now: () => new Date('2026-01-01T00:00:00.000Z') };
  const store = new SqliteStore({ file: ':memory:', container: 'productKeys', partitionKey: 'id', clock });
  return Promise.resolve({
    store,
    pass: () => Promise.resolve(),
    close: async () => Promise.resolve().then(() => store.close()),
  });
});

describe('a SQLite file that several processes share', () => {
  const Document = z.object({ n: z.number() });
  const options = {
    container: 'partners',
    partitionKey: 'partnerId',
    clock: { now: () => new Date(0) },
    busyForMs: 20,
  };
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'store-'));
    file = join(directory, 'test.db');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('answers what was asked before it is closed', async () => {
    const store = new SqliteStore({ file, ...options });
    await store.write('p', [{ kind: 'create', document: { id: 'one', type: 'thing', n: 1 } }]);
    const asked = [1, 2].map(() => store.read(Document, { partition: 'p', id: 'one' }));
    store.close();
    expect(await Promise.all(asked)).toMatchObject([{ document: { n: 1 } }, { document: { n: 1 } }]);
    const late = [1, 2].map(() => store.read(Document, { partition: 'p', id: 'one' }));
    expect((await Promise.allSettled(late)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('shows each of them what the others wrote', async () => {
    const [left, right] = [new SqliteStore({ file, ...options }), new SqliteStore({ file, ...options })];
    const outcome = await left.write('p', [{ kind: 'create', document: { id: 'one', type: 'thing', n: 1 } }]);
    const seen = await right.read(Document, { partition: 'p', id: 'one' });
    expect(seen).toEqual({ document: { n: 1 }, etag: outcome.ok ? outcome.etags[0] : '' });
    await right.patch(Document, { partition: 'p', id: 'one' }, { increment: { n: 1 } });
    expect(await left.read(Document, { partition: 'p', id: 'one' })).toMatchObject({ document: { n: 2 } });
    expect((await left.changes(undefined, 10)).documents).toHaveLength(1);
    left.close();
    right.close();
  });

  it('keeps containers apart', async () => {
    const partners = new SqliteStore({ file, ...options });
    const keys = new SqliteStore({ file, ...options, container: 'productKeys', partitionKey: 'id' });
    await partners.write('p', [{ kind: 'create', document: { id: 'p', type: 'thing', n: 1 } }]);
    expect(await keys.read(Document, { partition: 'p', id: 'p' })).toBeUndefined();
    expect(await keys.write('p', [{ kind: 'create', document: { id: 'p', type: 'key', n: 2 } }])).toMatchObject({
      ok: true,
    });
    await expect(keys.write('p', [{ kind: 'create', document: { id: 'q', type: 'key' } }])).rejects.toThrow(RangeError);
    partners.close();
    keys.close();
  });

  it('is unavailable for writes, not for reads, while one of them holds it too long', async () => {
    const store = new SqliteStore({ file, ...options });
    await store.write('p', [{ kind: 'create', document: { id: 'one', type: 'thing', n: 1 } }]);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const patched = store.patch(Document, { partition: 'p', id: 'one' }, { increment: { n: 1 } });
    await expect(patched).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(patched).rejects.toMatchObject({ retryAfterSeconds: 1 });
    expect(await store.read(Document, { partition: 'p', id: 'one' })).toMatchObject({ document: { n: 1 } });
    other.exec('ROLLBACK');
    other.close();
    expect(await store.patch(Document, { partition: 'p', id: 'one' }, { increment: { n: 1 } })).toMatchObject({
      document: { n: 2 },
    });
    store.close();
  });

  it('keeps its documents, positions and etags when it is closed and opened again', async () => {
    const first = new SqliteStore({ file, ...options });
    await first.write('p', [{ kind: 'create', document: { id: 'one', type: 'thing', n: 1 } }]);
    const { position } = await first.changes(undefined, 10);
    const stored = await first.read(Document, { partition: 'p', id: 'one' });
    first.close();
    const second = new SqliteStore({ file, ...options });
    expect(await second.read(Document, { partition: 'p', id: 'one' })).toEqual(stored);
    expect((await second.changes(position, 10)).documents).toEqual([]);
    await second.patch(Document, { partition: 'p', id: 'one' }, { increment: { n: 1 } });
    expect((await second.changes(position, 10)).documents).toHaveLength(1);
    second.close();
  });

  it('commits together what is written in one turn, and lets none that is refused or wrong take others along', async () => {
    const store = new SqliteStore({ file, ...options });
    await store.write('p', [{ kind: 'create', document: { id: 'taken', type: 'thing', n: 0 } }]);
    const create = (id: string, n = 1) => ({ kind: 'create', document: { id, type: 'thing', n } }) as const;
    const good = Array.from({ length: 50 }, (_, index) => store.write('p', [create(`good-${index}`)]));
    const refused = store.write('p', [create('half'), create('taken')]);
    const wrong = store.patch(Document, { partition: 'p', id: 'taken' }, { set: { queue: 7 } });
    const late = store.write('p', [create('late'), { kind: 'patch', id: 'taken', patch: { increment: { n: 1 } } }]);
    await expect(wrong).rejects.toThrow(TypeError);
    expect(await refused).toEqual({ ok: false, index: 1, reason: 'exists' });
    const outcomes = await Promise.all([...good, late]);
    const etags = outcomes.flatMap((outcome) => (outcome.ok ? outcome.etags : []));
    expect(etags).toHaveLength(52);
    expect(new Set(etags).size).toBe(52);
    const read = (id: string) => store.read(Document, { partition: 'p', id });
    expect(await read('half')).toBeUndefined();
    expect(await read('taken')).toEqual({ document: { n: 1 }, etag: etags[51] });
    expect(await read('good-49')).toMatchObject({ etag: etags[49] });
    expect((await store.changes(undefined, 100)).documents).toHaveLength(52);
    store.close();
  });

  it('tells nobody of a write before the commit that it shares, and all of them when that cannot be had', async () => {
    const store = new SqliteStore({ file, ...options });
    const write = (id: string) => store.write('p', [{ kind: 'create', document: { id, type: 'thing', n: 1 } }]);
    await write('one');
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const outcomes = await Promise.allSettled(['two', 'three', 'four'].map(write));
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) as StoreUnavailable });
    other.exec('ROLLBACK');
    other.close();
    expect((await store.changes(undefined, 10)).documents).toHaveLength(1);
    expect(await write('two')).toMatchObject({ ok: true });
    store.close();
  });

  it('writes more than a commit takes, and what was asked for before it is closed', async () => {
    const store = new SqliteStore({ file, ...options });
    const asked = Array.from({ length: 250 }, (_, index) =>
      store.write('p', [{ kind: 'create', document: { id: `one-${index}`, type: 'thing', n: index } }]),
    );
    store.close();
    expect((await Promise.all(asked)).every(({ ok }) => ok)).toBe(true);
    const again = new SqliteStore({ file, ...options });
    expect((await again.changes(undefined, 1_000)).documents).toHaveLength(250);
    again.close();
  });

  it('opens a file from when texts were looked for in the bodies', async () => {
    const first = new SqliteStore({ file, ...options });
    const document = { id: 'one', type: 'thing', sortKey: 'a', offerId: 'o', provisioning: { state: 'failed' }, n: 1 };
    await first.write('p', [{ kind: 'create', document }]);
    first.close();
    const older = new DatabaseSync(file);
    for (const index of z
      .array(z.object({ name: z.string() }))
      .parse(older.prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE '%_text_%'").all()))
      older.exec(`DROP INDEX "${index.name}"`);
    for (const column of z
      .array(z.object({ name: z.string() }))
      .parse(older.prepare('PRAGMA table_info(partners)').all())
      .filter(({ name }) => name.startsWith('text_')))
      older.exec(`ALTER TABLE partners DROP COLUMN ${column.name}`);
    older.exec(
      `CREATE INDEX partners_by_offerId ON partners (partition, type, json_extract(body, '$.offerId'), sort_key)`,
    );
    older.close();
    const store = new SqliteStore({ file, ...options });
    const found = { partition: 'p', type: 'thing', where: [{ field: 'offerId', equals: 'o' }], limit: 10 } as const;
    expect((await store.list(Document, found)).items).toMatchObject([{ document: { n: 1 } }]);
    const where = [{ field: 'provisioning.state', equals: 'failed' }] as const;
    expect(await store.count({ partition: 'p', type: 'thing', where, upTo: 10 })).toEqual({ count: 1, more: false });
    store.close();
  });

  it('finds what a version that knew no such texts has written since', async () => {
    const first = new SqliteStore({ file, ...options });
    const thing = (id: string, offerId: string) => ({ id, type: 'thing', sortKey: id, offerId, n: 1 });
    await first.write('p', [{ kind: 'create', document: thing('one', 'o') }]);
    first.close();
    const older = new DatabaseSync(file);
    older.exec(`UPDATE partners SET seq = 2, body = '${JSON.stringify(thing('one', 'other'))}'`);
    older.exec(`INSERT INTO partners (partition, id, type, sort_key, seq, body)
      VALUES ('p', 'two', 'thing', 'two', 3, '${JSON.stringify(thing('two', 'other'))}')`);
    older.close();
    const store = new SqliteStore({ file, ...options });
    const found = async (offerId: string) =>
      (
        await store.list(Document, {
          partition: 'p',
          type: 'thing',
          where: [{ field: 'offerId', equals: offerId }],
          limit: 9,
        })
      ).items;
    expect([await found('o'), await found('other')]).toMatchObject([[], [{}, {}]]);
    store.close();
  });

  it('opens a file from before documents could stand in further lists', async () => {
    const first = new SqliteStore({ file, ...options });
    await first.write('p', [{ kind: 'create', document: { id: 'one', type: 'thing', sortKey: 'a', n: 1 } }]);
    first.close();
    const older = new DatabaseSync(file);
    for (const table of ['places', 'placed_documents', 'place_lists']) older.exec(`DROP TABLE partners_${table}`);
    older.close();
    const store = new SqliteStore({ file, ...options });
    const query = { partition: 'p', type: 'thing', in: { list: 'byName' }, limit: 10 };
    expect((await store.list(Document, query)).items).toEqual([]);
    await store.patch(Document, { partition: 'p', id: 'one' }, { set: { places: { byName: 'one' } } });
    expect((await store.list(Document, query)).items).toMatchObject([{ document: { n: 1 } }]);
    store.close();
  });
});

describe('expired documents', () => {
  it('leave nothing of their places behind', async () => {
    let now = 0;
    const directory = await mkdtemp(join(tmpdir(), 'store-'));
    const file = join(directory, 'test.db');
    const clock = { now: () => new Date(now) };
    const store = new SqliteStore({ file, container: 'partners', partitionKey: 'partnerId', clock });
    const create = (id: string, ttl?: number) =>
      store.write('p', [{ kind: 'create', document: { id, type: 'thing', ttl, places: { a: id, b: id } } }]);
    await create('brief', 1);
    await create('long');
    const inspector = new DatabaseSync(file);
    const count = (table: string) =>
      z.object({ count: z.number() }).parse(inspector.prepare(`SELECT count(*) count FROM ${table}`).get()).count;
    const left = () => [count('partners_places'), count('partners_placed_documents'), count('partners')];
    expect(left()).toEqual([4, 2, 2]);
    now += 1_000;
    await store.write('p', [{ kind: 'create', document: { id: 'other', type: 'thing' } }]);
    expect(left()).toEqual([2, 1, 2]);
    inspector.close();
    store.close();
    await rm(directory, { recursive: true });
  });

  it('are deleted by later writes, a few at a time', async () => {
    let now = 0;
    const clock = { now: () => new Date(now) };
    const directory = await mkdtemp(join(tmpdir(), 'store-'));
    const file = join(directory, 'test.db');
    const store = new SqliteStore({ file, container: 'partners', partitionKey: 'partnerId', clock });
    for (let n = 0; n < 50; n += 1) {
      await store.write('p', [{ kind: 'create', document: { id: `d${n}`, type: 'thing', ttl: 1 } }]);
    }
    now += 1_000;
    const inspector = new DatabaseSync(file);
    const left = () =>
      z.object({ count: z.number() }).parse(inspector.prepare('SELECT count(*) count FROM partners').get()).count;
    expect(left()).toBe(50);
    const remaining: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      await store.write('p', [{ kind: 'create', document: { id: `kept${n}`, type: 'thing' } }]);
      remaining.push(left());
    }
    expect(remaining.at(-1)).toBe(3);
    expect(remaining[0]).toBeGreaterThan(3);
    inspector.close();
    store.close();
    await rm(directory, { recursive: true });
  });
});
