import * as fc from 'fast-check';
import * as z from 'zod';
import { sealAudits } from '../../../shared/audit/sealing';
import { limits } from '../../../shared/catalogue/limits';
import { auditSealKey } from '../../../shared/domain/activity/audit-seal';
import type { AuditEntry } from '../../../shared/domain/activity/audit';
import type { StoredDocument } from '../../../shared/ports';
import { secretsFrom } from '../../../shared/signing/secrets';
import { coverId } from '../../../shared/signing/sealed-text';
import { entriesUntil, writeEntries } from '../../audit-world';
import { faultyFields, refusalOf } from '../../link-world';
import { noa, tenants, testPepper, World } from '../../world';

const Verified = z.strictObject({
  entries: z.number(),
  sealed: z.number(),
  unsealed: z.number(),
  intact: z.boolean(),
  problem: z.string().optional(),
  firstBroken: z.string().optional(),
  head: z.string().optional(),
  sealedAt: z.string().optional(),
  nextCursor: z.string().optional(),
});
type Verified = z.infer<typeof Verified>;

const Any = z.looseObject({ id: z.string(), type: z.string() });

const verify = async (world: World, query: Readonly<Record<string, string>> = {}): Promise<Verified> => {
  const answer = await world.call('verifyAudit', { as: noa, query });
  if (answer.status !== 200) throw new Error(answer.text);
  return Verified.parse(answer.json);
};

/** Whoever writes to the database itself. */
const intruder = ({ store }: World, partition: string = tenants.northwind) => ({
  read: async (id: string): Promise<Record<string, unknown>> =>
    (await store.read(Any, { partition, id }))?.document ?? {},
  put: async (document: StoredDocument): Promise<void> => {
    const before = await store.read(Any, { partition, id: document.id });
    const kept = { ...document, partnerId: partition };
    const write = before
      ? ({ kind: 'replace', document: kept, etag: before.etag } as const)
      : ({ kind: 'create', document: kept } as const);
    expect(await store.write(partition, [write])).toMatchObject({ ok: true });
  },
  remove: async (id: string): Promise<void> => {
    const before = await store.read(Any, { partition, id });
    expect(await store.write(partition, [{ kind: 'delete', id, etag: before?.etag ?? '' }])).toMatchObject({
      ok: true,
    });
  },
});

describe('a sealed audit trail', () => {
  const count = 450;
  let world: World;
  let entries: readonly AuditEntry[];
  let idOf: (entry: Pick<AuditEntry, 'entryId'>) => string;
  let seals: readonly Record<string, unknown>[];
  beforeAll(async () => {
    world = new World();
    await world.addPartner();
    world.pass({ days: 1 });
    await writeEntries(world, entriesUntil(new Date(world.now), count));
    world.pass({ minutes: 20 });
    await sealAudits(world.ports);
    entries = (await world.documents('audit'))
      .map((document) => document as unknown as AuditEntry)
      .sort((one, other) => (one.sortKey < other.sortKey ? -1 : 1));
    const [partner] = await world.documents('partner');
    idOf = ({ entryId }) => coverId({ idSalt: String(partner?.idSalt) }, entryId);
    seals = await world.documents('audit-seal');
  });
  afterAll(() => world.close());

  const anEntry = () => fc.nat({ max: entries.length - 1 }).map((n) => entries[n] ?? fail('There is no such entry.'));
  const broken = (problem: unknown, firstBroken: string) => ({ intact: false, problem, firstBroken });
  const within = (entry: Pick<AuditEntry, 'at'>) => ({ from: entry.at, to: entry.at });

  it('is whole, every entry under a seal, each seal holding the hash of the one before', async () => {
    expect(seals).toHaveLength(Math.ceil(entries.length / limits.audit.entriesPerSeal));
    expect(seals.map(({ number, id }) => [number, id])).toEqual([1, 2, 3].map((n) => [n, auditSealKey(n)]));
    expect(seals.map(({ previous }) => previous)).toEqual(['', seals[0]?.hash, seals[1]?.hash]);
    expect(await verify(world)).toEqual({
      entries: entries.length,
      sealed: entries.length,
      unsealed: 0,
      intact: true,
      head: `3.${String(seals[2]?.hash)}`,
      sealedAt: new Date(world.now).toISOString(),
    });
  });

  it('is verified for any period, and counts what is in it', async () => {
    await fc.assert(
      fc.asyncProperty(anEntry(), anEntry(), async (one, other) => {
        const [from, to] = [one.at, other.at].sort();
        const counted = entries.filter(({ at }) => at >= (from ?? '') && at <= (to ?? '')).length;
        expect(await verify(world, { from: from ?? '', to: to ?? '' })).toMatchObject({
          entries: counted,
          sealed: counted,
          intact: true,
        });
      }),
      { numRuns: 30 },
    );
    expect(await verify(world, { to: '2020-01-01' })).toMatchObject({ entries: 0, intact: true });
    expect(await verify(world, { from: '2030-01-01' })).toMatchObject({ entries: 0, intact: true });
  });

  it('names an entry of which anything was changed', async () => {
    const changes = fc.oneof(
      fc.constantFrom('actor', 'action', 'subject', 'traceId', 'schemaVersion').map((field) => (entry: AuditEntry) => {
        const { [field]: _gone, ...rest } = { ...entry } as Record<string, unknown>;
        return rest;
      }),
      fc
        .tuple(
          fc.constantFrom(
            'at',
            'action',
            'subject',
            'customerId',
            'traceId',
            'entryId',
            'schemaVersion',
            'actor',
            'more',
          ),
          fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant({ kind: 'upkeep', x: 1 })),
        )
        .map(([field, value]) => (entry: AuditEntry) => ({ ...entry, [field]: value })),
      fc
        .tuple(fc.constantFrom('kind', 'userId', 'name', 'redemptionId'), fc.string())
        .map(([field, value]) => (entry: AuditEntry) => ({ ...entry, actor: { ...entry.actor, [field]: value } })),
      // Out of the period of its seal, out of all of them, or out of every list.
      fc
        .constantFrom('2020-01-01T00:00:00.000Z~x', '2031-01-01T00:00:00.000Z~x', undefined)
        .map((sortKey) => (entry: AuditEntry) => ({ ...entry, sortKey })),
    );
    await fc.assert(
      fc.asyncProperty(anEntry(), changes, async (entry, change) => {
        const changed = change(entry);
        fc.pre(JSON.stringify(changed) !== JSON.stringify(entry));
        const { put } = intruder(world);
        await put({ ...(changed as Record<string, unknown>), id: entry.id, type: 'audit' });
        const found = await verify(world);
        await put(entry);
        expect(found).toMatchObject(broken(expect.stringMatching(/^(?:changed|removed|inserted)$/u), idOf(entry)));
      }),
      { numRuns: 80 },
    );
    expect(await verify(world)).toMatchObject({ intact: true });
  });

  it('names an entry that was removed, and one that was put in between', async () => {
    await fc.assert(
      fc.asyncProperty(anEntry(), fc.boolean(), async (entry, isRemoved) => {
        const { put, remove } = intruder(world);
        const entryId = `forged-${entry.entryId}`;
        const forged = { ...entry, id: `audit:${entryId}`, entryId, sortKey: `${entry.at}~${entryId}` };
        await (isRemoved ? remove(entry.id) : put(forged));
        const [found, there] = [await verify(world), await verify(world, within(entry))];
        await (isRemoved ? put(entry) : remove(forged.id));
        // What stands behind the last seal is not sealed yet.
        const isBehind = !isRemoved && forged.sortKey > String(seals[2]?.sortKey);
        const expected = isRemoved ? broken('removed', idOf(entry)) : broken('inserted', idOf({ entryId }));
        for (const verified of [found, there])
          expect(verified).toMatchObject(isBehind ? { intact: true, unsealed: 1 } : expected);
      }),
      { numRuns: 40 },
    );
  });

  it('names the first of several, and says nothing of what lies outside of the period', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anEntry(), { minLength: 2, maxLength: 5 }), async (some) => {
        const { put } = intruder(world);
        for (const entry of some) await put({ ...entry, traceId: 'another' });
        const [first, second] = some.sort((one, other) => (one.sortKey < other.sortKey ? -1 : 1));
        const all = await verify(world);
        const later = await verify(world, { from: second?.at ?? '' });
        const before = await verify(world, { to: new Date(Date.parse(first?.at ?? '') - 1).toISOString() });
        for (const entry of some) await put(entry);
        expect(all).toMatchObject(broken('changed', idOf(first ?? entries[0] ?? { entryId: '' })));
        if (first?.at !== second?.at) expect(later).toMatchObject(broken('changed', idOf(second ?? { entryId: '' })));
        expect(before).toMatchObject({ intact: true });
      }),
      { numRuns: 15 },
    );
  });

  it('names where a seal was changed, removed, forged or put in between', async () => {
    const values = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant([]));
    const fieldsOf = fc.constantFrom(
      'number',
      'entries',
      'sealedAt',
      'previous',
      'hash',
      'keyId',
      'mac',
      'schemaVersion',
      'sortKey',
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 2 }), fieldsOf, values, async (n, field, value) => {
        const seal = (seals[n] ?? {}) as StoredDocument;
        fc.pre(JSON.stringify(seal[field]) !== JSON.stringify(value));
        fc.pre(field !== 'sortKey' || typeof value === 'string');
        const { put } = intruder(world);
        await put({ ...seal, [field]: value });
        const found = await verify(world);
        await put(seal);
        expect([found.intact, found.problem, typeof found.firstBroken]).toEqual([false, 'seal', 'string']);
        if (field !== 'sortKey')
          expect(found.firstBroken).toBe(idOf(entries[n * limits.audit.entriesPerSeal] ?? { entryId: '' }));
      }),
      { numRuns: 50 },
    );
    const { put, remove } = intruder(world);
    for (const [n, seal] of seals.entries()) {
      await remove(String(seal.id));
      const found = await verify(world);
      await put(seal as unknown as StoredDocument);
      const first = idOf(entries[n * limits.audit.entriesPerSeal] ?? { entryId: '' });
      // Nothing in the database tells that the newest is missing; who kept its hash can tell.
      if (n < 2) expect(found).toMatchObject(broken('seal', first));
      else expect(found).toMatchObject({ intact: true, unsealed: entries.length - 400 });
    }
    await put({ ...(seals[1] as StoredDocument), id: 'audit-seal:1b' });
    expect(await verify(world)).toMatchObject({ intact: false, problem: 'seal' });
    await remove('audit-seal:1b');
    expect(await verify(world)).toMatchObject({ intact: true });
  });
});

describe('whoever can write to the database', () => {
  it('cannot seal what was changed without the keys, and is found out by a head that was kept', async () => {
    const world = new World();
    await world.addPartner();
    await writeEntries(world, entriesUntil(new Date(world.now), 30));
    world.pass({ minutes: 20 });
    await sealAudits(world.ports);
    const { head = '' } = await verify(world);
    expect(await verify(world, { head })).toMatchObject({ intact: true, head });
    const { put, remove, read } = intruder(world);
    const entry = await read('audit:made-7');
    await put({ ...entry, id: 'audit:made-7', type: 'audit', traceId: 'another' });
    // Resealed with a key of one's own …
    await remove(auditSealKey(1));
    const own = secretsFrom([testPepper('own')]);
    await sealAudits({ ...world.ports, secrets: own });
    expect(await verify(world)).toMatchObject({ intact: false, problem: 'seal' });
    // … or left for Kesher to seal anew: whole again, and not what was kept.
    await remove(auditSealKey(1));
    await sealAudits(world.ports);
    expect(await verify(world)).toMatchObject({ intact: true });
    expect(await verify(world, { head })).toMatchObject({ intact: false, problem: 'head' });
    await remove(auditSealKey(1));
    expect(await verify(world, { head })).toMatchObject({ intact: false, problem: 'head' });
    world.close();
  });
});

describe('GET /api/audit/verification', () => {
  it('goes on from call to call over what is long, and finds in each what does not fit', async () => {
    const world = new World();
    await world.addPartner();
    const { sealsPerCall } = limits.audit.verification;
    for (let n = 0; n < sealsPerCall + 7; n += 1) {
      world.pass({ minutes: 15 });
      await sealAudits(world.ports);
      await writeEntries(world, entriesUntil(new Date(world.now), 1, { name: `day-${n}` }));
    }
    const first = await verify(world);
    expect([first.intact, typeof first.nextCursor]).toEqual([true, 'string']);
    const second = await verify(world, { cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ intact: true, unsealed: 1 });
    expect(second.nextCursor).toBeUndefined();
    expect(first.entries + second.entries).toBe((await world.documents('audit')).length);
    const { put, read, remove } = intruder(world);
    const entry = await read(`audit:day-${sealsPerCall + 2}-0`);
    await put({ ...entry, id: String(entry.id), type: 'audit', subject: 'another' });
    expect(await verify(world)).toMatchObject({ intact: true });
    expect(await verify(world, { cursor: first.nextCursor ?? '' })).toMatchObject({
      intact: false,
      problem: 'changed',
    });
    await remove(auditSealKey(sealsPerCall));
    expect(await verify(world, { cursor: first.nextCursor ?? '' })).toMatchObject({ intact: false, problem: 'seal' });
    world.close();
  });

  it('verifies ten thousand entries in one call, and reads so many at a time', async () => {
    const world = new World();
    await world.addPartner();
    await writeEntries(world, entriesUntil(new Date(world.now), 10_000, { everyMs: 10 }));
    world.pass({ minutes: 20 });
    await sealAudits(world.ports);
    const all = 10_002;
    const kept = await verify(world);
    expect([kept.entries, kept.sealed, kept.unsealed, kept.intact]).toEqual([all, all - 2, 2, true]);
    await sealAudits(world.ports);
    expect(await verify(world)).toMatchObject({ entries: all, sealed: all, unsealed: 0, intact: true });
    const { remove } = intruder(world);
    await remove('audit:made-9876');
    expect(await verify(world)).toMatchObject({ intact: false, problem: 'removed' });
    world.close();
  }, 60_000);

  it('is whole where there is nothing to verify', async () => {
    const world = new World();
    await world.addPartner();
    expect(await verify(world)).toEqual({ entries: 2, sealed: 0, unsealed: 2, intact: true });
    world.close();
  });

  it.each([
    ['userManagementAdministrator', 'full'],
    ['none', 'full'],
  ] as const)('is closed to a %s with %s access', async (companyRole, supportedCompanies) => {
    const world = new World();
    await world.addPartner();
    const as = await world.addUser({ userId: 'lior', companyRole, supportedCompanies });
    const answer = await world.call('verifyAudit', { as });
    expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
    world.close();
  });

  it.each([
    ['from', 'x'],
    ['to', '2026-02-30'],
    ['cursor', 'x'],
    ['head', 'x'],
    ['head', `0.${'a'.repeat(43)}`],
    ['head', `${'9'.repeat(30)}.${'a'.repeat(43)}`],
  ])('refuses %s=%s', async (name, value) => {
    const world = new World();
    await world.addPartner();
    const answer = await world.call('verifyAudit', { as: noa, query: { [name]: value } });
    expect([answer.status, faultyFields(answer)]).toEqual([422, [`/${name}`]]);
    world.close();
  });

  it('takes no cursor of another list', async () => {
    const world = new World();
    await world.addPartner();
    const list = await world.call('listAudit', { as: noa, query: { limit: '1' } });
    const answer = await world.call('verifyAudit', { as: noa, query: { cursor: String(list.json.nextCursor) } });
    expect([answer.status, faultyFields(answer)]).toEqual([422, ['/cursor']]);
    const refused = await world.call('verifyAudit', { as: noa, query: { from: '2026-02-02', to: '2026-02-01' } });
    expect([refused.status, faultyFields(refused)]).toEqual([422, ['/to']]);
    world.close();
  });
});
