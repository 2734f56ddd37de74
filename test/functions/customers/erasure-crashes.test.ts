import { carryOutErasures } from '../../../shared/customers/erasing';
import type { StoredDocument } from '../../../shared/ports';
import { contosoId, found, wholeLife } from '../../erasure-world';
import { everythingStored, snapshotOf } from '../../link-world';
import { WatchedStore } from '../../watched-store';
import { noa, tenants, World } from '../../world';

/** What is stored after a whole life, to be lived on from in many worlds. */
async function lifeOfContoso(): Promise<{ readonly documents: readonly StoredDocument[]; readonly now: number }> {
  const world = new World();
  await wholeLife(world);
  const { documents } = await snapshotOf(world);
  world.close();
  return { documents, now: world.now };
}

const life = lifeOfContoso();

async function livingOn(): Promise<{ readonly world: World; readonly store: WatchedStore }> {
  const { documents, now } = await life;
  const watched: WatchedStore[] = [];
  const world = new World({
    store: (inner) => {
      const store = new WatchedStore(inner);
      watched.push(store);
      return store;
    },
  });
  const [store] = watched;
  if (!store) throw new Error('The world did not take the store.');
  world.now = now;
  for (const partition of Object.values({ ...tenants, system: '~system' })) {
    const own = documents.filter(({ partnerId }) => partnerId === partition);
    for (let at = 0; at < own.length; at += 90)
      await world.store.write(
        partition,
        own.slice(at, at + 90).map((document) => ({ kind: 'create', document })),
      );
  }
  return { world, store };
}

const call = { as: noa, params: { customerId: contosoId }, headers: { 'if-match': '*' } };

/** The same request again, and the timer as it comes, until nothing is left to be done. */
async function untilDone({ world }: { readonly world: World }): Promise<void> {
  for (const minutes of [0, 2, 12, 2]) {
    world.pass({ minutes });
    await carryOutErasures(world.ports, 'trace').catch(() => undefined);
  }
}

async function outcomeOf({ world }: { readonly world: World }) {
  const { documents, of } = await snapshotOf(world);
  const counts = new Map<string, number>();
  for (const { type } of documents) counts.set(type, (counts.get(type) ?? 0) + 1);
  const audited = of('audit').filter(({ action }) => String(action).startsWith('customerEras'));
  return {
    left: found(await everythingStored(world)),
    counts: Object.fromEntries([...counts].sort()),
    audited: audited.map(({ action, changes }) => ({ action, changes })),
    erasures: of('erasure').map(({ state, records, sealed }) => ({ state, records, sealed })),
    customer: of('customer').map(({ erasure, delegation }) => ({ erasure, delegation })),
  };
}

describe('an erasure', () => {
  it('ends the same, after whichever of its writes the process dies', async () => {
    const whole = await livingOn();
    whole.store.forget();
    expect((await whole.world.call('eraseCustomer', call)).status).toBe(200);
    await untilDone(whole);
    const expected = await outcomeOf(whole);
    expect(expected).toMatchObject({ left: [], erasures: [{ state: 'done' }] });
    const writes = whole.store.changing.length;
    whole.world.close();

    // To die before a write is to die after the one before it.
    const deaths = Array.from({ length: writes + 1 }, (_, at) =>
      at === 0 ? ({ when: 'before', dies: 0 } as const) : ({ when: 'after', dies: at - 1 } as const),
    );
    for (const { when, dies } of deaths) {
      const one = await livingOn();
      let at = -1;
      one.store.fault = (_index, { kind }) => {
        if (kind !== 'write' && kind !== 'patch') return undefined;
        at += 1;
        return at === dies ? { when, error: new Error('The process died.') } : undefined;
      };
      const first = await one.world.call('eraseCustomer', call);
      if (first.status >= 500) await one.world.call('eraseCustomer', call);
      await untilDone(one);
      expect([when, dies, await outcomeOf(one)]).toEqual([when, dies, expected]);
      one.world.close();
    }
  }, 120_000);

  it('is one, however many ask for it at once, the timer beside them', async () => {
    const { world, store } = await livingOn();
    store.turn = () => new Promise((resolve) => setImmediate(resolve));
    const answers = await Promise.all([
      ...Array.from({ length: 3 }, () => world.call('eraseCustomer', call)),
      carryOutErasures(world.ports, 'trace').then(() => ({ status: 200 })),
    ]);
    expect(answers.every(({ status }) => status === 200 || status === 202)).toBe(true);
    await untilDone({ world });
    const { left, audited, erasures } = await outcomeOf({ world });
    expect(left).toEqual([]);
    expect(audited.map(({ action }) => action)).toEqual(['customerErasureBegun', 'customerErased']);
    expect(erasures).toMatchObject([{ state: 'done', sealed: undefined }]);
    world.close();
  });
});
