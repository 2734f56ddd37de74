import { InvocationContext, type Timer } from '@azure/functions';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { sealAudit } from '../../../functions/activity/seal-audit';
import { sealAudits } from '../../../shared/audit/sealing';
import { limits } from '../../../shared/catalogue/limits';
import { AuditSeal, auditSealKey } from '../../../shared/domain/activity/audit-seal';
import { partnerEntry } from '../../../shared/domain/partners/partner-entry';
import { systemPartition } from '../../../shared/domain/system';
import { StoreUnavailable } from '../../../shared/ports';
import { secretsFrom } from '../../../shared/signing/secrets';
import { entriesUntil, writeEntries } from '../../audit-world';
import { goodCalls, portalWorld } from '../../portal-world';
import { watchedWorld } from '../../watched-store';
import { noa, northwind, tenants, testPepper, World } from '../../world';
import type { HttpOperationName } from '../../../shared/http/access';

const verified = async (world: World) => (await world.call('verifyAudit', { as: noa })).json;
const sealsOf = async (world: World): Promise<readonly AuditSeal[]> =>
  (await world.documents('audit-seal')).flatMap((seal) => AuditSeal.safeParse(seal).data ?? []);
const sealedIds = async (world: World): Promise<readonly string[]> =>
  (await sealsOf(world)).flatMap(({ entries }) => entries.map(({ id }) => id));

/** All that is there is sealed once, in one chain. */
async function expectWhole(world: World, partnerId: string = tenants.northwind): Promise<void> {
  const entries = (await world.documents('audit')).filter((entry) => entry.partnerId === partnerId);
  expect(await verified(world)).toMatchObject({ entries: entries.length, unsealed: 0, intact: true });
  const seals = (await sealsOf(world)).filter((seal) => seal.partnerId === partnerId);
  expect(seals.map(({ number }) => number).sort((one, other) => one - other)).toEqual(seals.map((_, n) => n + 1));
  const ids = seals.flatMap((seal) => seal.entries.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
}

describe('sealing the audit trail', () => {
  it('waits until nothing that began before can still write, longer than any function runs', async () => {
    const world = new World();
    await world.addPartner();
    const { functionTimeout } = JSON.parse(readFileSync('host.json', 'utf8')) as { functionTimeout: string };
    const [hours = 0, minutes = 0, seconds = 0] = functionTimeout.split(':').map(Number);
    const longest = (hours * 60 + minutes) * 60 + seconds + limits.mail.clocksDifferBySeconds * 2;
    expect(limits.audit.settledAfterMinutes * 60).toBeGreaterThan(longest);
    world.pass({ minutes: limits.audit.settledAfterMinutes });
    expect(await sealAudits(world.ports)).toEqual({ entries: 0, seals: 0, signedAnew: 0 });
    world.pass({ seconds: 1 });
    expect(await sealAudits(world.ports)).toEqual({ entries: 2, seals: 1, signedAnew: 0 });
    expect(await sealAudits(world.ports)).toEqual({ entries: 0, seals: 0, signedAnew: 0 });
    await expectWhole(world);
    world.close();
  });

  it('is done by a timer, which says in the log how much it sealed', async () => {
    const world = new World();
    await world.addPartner();
    world.pass({ minutes: 20 });
    const said: string[] = [];
    const context = new InvocationContext({
      functionName: 'sealAudit',
      logHandler: (_, line) => said.push(String(line)),
    });
    const { handler } = sealAudit(() => Promise.resolve(world.ports));
    for (let run = 0; run < 2; run += 1) await handler({} as Timer, context);
    expect(said.map((line): unknown => JSON.parse(line))).toEqual([
      { event: 'audit-sealed', entries: 2, seals: 1, signedAnew: 0 },
    ]);
    world.close();
  });

  it('makes one chain, however many do it at once while entries are written', async () => {
    const run = fc.record({
      sealers: fc.integer({ min: 2, max: 4 }),
      before: fc.integer({ min: 0, max: 450 }),
      meanwhile: fc.integer({ min: 0, max: 150 }),
      turns: fc.infiniteStream(fc.nat({ max: 3 })),
    });
    await fc.assert(
      fc.asyncProperty(run, async ({ sealers, before, meanwhile, turns }) => {
        const { world, store } = await watchedWorld();
        world.pass({ days: 1 });
        await writeEntries(world, entriesUntil(new Date(world.now - 60_000), before));
        world.pass({ minutes: limits.audit.settledAfterMinutes - 2 });
        store.turn = async () => {
          for (let left = Number(turns.next().value); left > 0; left -= 1) await new Promise(setImmediate);
        };
        const settling = async (): Promise<void> => {
          for (let n = 0; n < 6; n += 1) {
            await writeEntries(world, entriesUntil(new Date(world.now), meanwhile, { name: `new-${n}`, everyMs: 0 }));
            world.pass({ minutes: 3 });
            await new Promise(setImmediate);
          }
        };
        const sealer = async (): Promise<void> => {
          for (let n = 0; n < 5; n += 1) await sealAudits(world.ports);
        };
        await Promise.all([settling(), ...Array.from({ length: sealers }, sealer)]);
        world.pass({ minutes: 20 });
        await sealAudits(world.ports);
        await expectWhole(world);
        world.close();
      }),
      { numRuns: 10 },
    );
  }, 60_000);

  it('goes on after a crash at any call of the store, with every entry under one seal', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let broken = 0; broken < 14; broken += 1) {
        const { world, store } = await watchedWorld();
        await writeEntries(world, entriesUntil(new Date(world.now), 401));
        world.pass({ minutes: 20 });
        store.forget();
        store.fault = (index) =>
          index === broken ? { when, error: new StoreUnavailable('The store broke.', 1) } : undefined;
        const first = await sealAudits(world.ports).catch((error: unknown) => error);
        expect(first instanceof Error || store.calls.length <= broken).toBe(true);
        store.fault = () => undefined;
        await sealAudits(world.ports);
        await expectWhole(world);
        world.close();
      }
    }
  }, 60_000);

  it('follows a clock that jumps forward, and names what a clock that is behind writes among what is sealed', async () => {
    const world = new World();
    await world.addPartner();
    world.pass({ days: 400 });
    await sealAudits(world.ports);
    await writeEntries(world, entriesUntil(new Date(world.now), 3));
    world.pass({ days: 31 });
    await sealAudits(world.ports);
    await expectWhole(world);
    // A sealer whose clock is behind seals nothing twice, and goes on when it has caught up.
    world.pass({ days: -40 });
    expect(await sealAudits(world.ports)).toMatchObject({ seals: 0 });
    await writeEntries(world, entriesUntil(new Date(world.now), 1, { name: 'late' }));
    expect(await verified(world)).toMatchObject({ intact: false, problem: 'inserted' });
    world.close();
  });

  it('looks after so many partners a run, in turns, each in its own chain', async () => {
    const { world, store } = await watchedWorld();
    const { partnersPerRun } = limits.audit;
    for (let n = 0; n < partnersPerRun + 3; n += 1) {
      const entry = partnerEntry(`44444444-4444-4444-8444-${String(n).padStart(12, '0')}`, new Date(world.now + n));
      await world.store.write(systemPartition, [{ kind: 'create', document: entry }]);
    }
    await world.addPartner(tenants.fabrikam, { ...northwind, name: 'Fabrikam' });
    world.pass({ minutes: 20 });
    store.forget();
    await sealAudits(world.ports);
    // Northwind is the oldest in the list, so its turn is in the second run.
    expect((await sealsOf(world)).map(({ partnerId }) => partnerId)).toEqual([]);
    expect(store.calls.length).toBeLessThan(partnersPerRun * 5);
    await sealAudits(world.ports);
    expect((await sealsOf(world)).map(({ partnerId }) => partnerId).sort()).toEqual([
      tenants.northwind,
      tenants.fabrikam,
    ]);
    expect((await world.documents('audit-round')).map(({ after }) => after)).toEqual([undefined]);
    await expectWhole(world);
    world.close();
  });

  it('goes on with the others where one trail cannot be sealed, and fails visibly', async () => {
    const world = new World();
    await world.addPartner();
    await world.addPartner(tenants.fabrikam, { ...northwind, name: 'Fabrikam' });
    const broken = { id: auditSealKey(1), type: 'audit-seal', sortKey: '9' };
    await world.store.write(tenants.fabrikam, [{ kind: 'create', document: broken }]);
    world.pass({ minutes: 20 });
    await expect(sealAudits(world.ports)).rejects.toThrow('Audit trails were held up.');
    await expectWhole(world);
    world.close();
  });

  it('signs with the key of today, and anew what an older key has signed, so that the older may go', async () => {
    const world = new World();
    await world.addPartner();
    const [old, today] = [testPepper('old'), testPepper('today')];
    const seal = (...keys: [ReturnType<typeof testPepper>, ...ReturnType<typeof testPepper>[]]) =>
      sealAudits({ ...world.ports, secrets: secretsFrom(keys) });
    for (let n = 0; n < 95; n += 1) {
      await writeEntries(world, entriesUntil(new Date(world.now), 1, { name: `old-${n}` }));
      world.pass({ minutes: 15 });
      await seal(old);
    }
    const hashes = (await sealsOf(world)).map(({ hash }) => hash);
    // What was forged is not signed by anybody.
    const forged = await world.store.patch(
      AuditSeal,
      { partition: tenants.northwind, id: auditSealKey(5) },
      { set: { mac: 'forged' } },
    );
    expect(forged).toMatchObject({ document: { mac: 'forged' } });
    expect(await seal(today, old)).toMatchObject({ signedAnew: hashes.length - 1 });
    const after = await sealsOf(world);
    expect(after.map(({ hash }) => hash).sort()).toEqual([...hashes].sort());
    expect(after.filter(({ keyId }) => keyId === 'old').map(({ number }) => number)).toEqual([5]);
    expect(await seal(today)).toMatchObject({ signedAnew: 0 });
    world.close();
  });

  it('costs the operations nothing: they read and write no seal, and their entries keep their shape', async () => {
    const { world, store, here } = await portalWorld();
    for (const name of Object.keys(goodCalls) as HttpOperationName[])
      if (name !== 'verifyAudit') await world.call(name, goodCalls[name](here));
    const touched = store.calls.flatMap(({ ids }) => ids).filter((id) => /^audit-/u.test(id));
    expect(touched).toEqual([]);
    const written = store.calls.flatMap(({ writes = [] }) => writes);
    const entries = written.flatMap((write) =>
      write.kind === 'create' && write.document.type === 'audit' ? [write.document] : [],
    );
    expect(entries.length).toBeGreaterThan(15);
    const fields = 'action actor at changes customerId entryId id partnerId schemaVersion sortKey subject traceId type';
    for (const entry of entries)
      expect(fields.split(' ')).toEqual(
        expect.arrayContaining(Object.keys(entry).filter((key) => entry[key] !== undefined)),
      );
    expect(await sealedIds(world)).toEqual([]);
    world.close();
  });
});
