import { walkSubscriptions } from '../../../shared/customers/subscription-walk';
import { subscriptionKey, type Subscription } from '../../../shared/domain/customers/subscription';
import { walkRef } from '../../../shared/domain/partners/partner-walk';
import { partnerEntry } from '../../../shared/domain/partners/partner-entry';
import { systemPartition } from '../../../shared/domain/system';
import { runTimers, toldBy, tryOut } from '../../telling-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noon, tenants, type World } from '../../world';

const iso = (days: number) => new Date(noon.getTime() + days * 86_400_000).toISOString();

describe('subscriptions from before time did anything', () => {
  let world: World;
  let store: WatchedStore;
  let tried: Subscription;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    tried = await tryOut(world);
    await runTimers(world);
    await toldBy(world);
    store.forget();
  });
  afterEach(() => world.close());

  const walk = () => walkSubscriptions(world.ports);
  /** As the last release wrote them. */
  const fromBefore = async (count: number, more: Partial<Subscription> = {}, partition: string = tenants.northwind) => {
    const { queue: _queue, dueAt: _dueAt, ...before } = tried;
    for (let from = 0; from < count; from += 100) {
      const writes = Array.from({ length: Math.min(100, count - from) }, (_, index) => {
        const subscriptionId = `${more.source ?? 'trial'}-${more.endsAt ?? ''}-${from + index}`;
        const id = subscriptionKey(subscriptionId.replaceAll(':', '.'));
        const sortKey = `${iso(0)}~${subscriptionId}`;
        return {
          kind: 'create',
          document: { ...before, id, subscriptionId, sortKey, partnerId: partition, ...more },
        } as const;
      });
      expect((await world.store.write(partition, writes)).ok).toBe(true);
    }
  };
  /** What they wait for, with how many do. */
  const waits = async () => {
    const counts: Record<string, number> = {};
    for (const { dueAt, queue } of await world.documents('subscription')) {
      const key = queue === 'subscriptions' ? String(dueAt) : 'nothing';
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  };

  it('are met once, and then looked after like all others, from the step that comes next', async () => {
    world.pass({ days: 25 });
    await runTimers(world);
    await toldBy(world);
    await fromBefore(1);
    await fromBefore(1, { endsAt: iso(20) });
    await fromBefore(1, { endsAt: iso(-200) });
    await fromBefore(1, { source: 'purchase', productId: 'power-bi-pro', endsAt: iso(-10), autoRenew: true });
    expect(await walk()).toBe(3);
    expect(await waits()).toEqual({ [iso(29)]: 2, [iso(50)]: 1, nothing: 1, '2027-11-12T12:00:00.000Z': 1 });
    world.pass({ days: 4 });
    await runTimers(world);
    expect((await toldBy(world)).filter((one) => one === 'trialEnding dana@contoso.example')).toHaveLength(2);
    store.forget();
    expect(await walk()).toBe(0);
    expect(store.rounds).toEqual(['read']);
  });

  it('of every partner are, some pages in a run, whatever crashes, side by side, and whatever cannot be read', async () => {
    await world.addPartner(tenants.fabrikam, {
      name: 'Fabrikam',
      globalAdministrator: { userId: 'fay', name: 'Fay', email: 'fay@fabrikam.example' },
    });
    const others = Array.from({ length: 30 }, (_, index) => partnerEntry(`other-${index}`, new Date(world.now)));
    for (const document of others) await world.store.write(systemPartition, [{ kind: 'create', document }]);
    await fromBefore(250);
    await fromBefore(120, {}, tenants.fabrikam);
    const poison = { id: subscriptionKey('poison'), type: 'subscription', sortKey: `${iso(-1)}~poison` };
    await world.store.write(tenants.northwind, [{ kind: 'create', document: poison }]);
    for (let call = 0; call < 12; call += 1) {
      store.forget();
      store.fault = (index) =>
        index === call ? { when: call % 2 === 0 ? 'after' : 'before', error: new Error('killed') } : undefined;
      await walk().catch(() => undefined);
      expect(store.calls.length).toBeLessThanOrEqual(2 + 20 * 3);
    }
    store.fault = () => undefined;
    for (let run = 0; run < 3; run += 1) await Promise.all([walk(), walk()]);
    expect(await waits()).toEqual({ [iso(23)]: 371, nothing: 1 });
    const [done] = await world.documents('subscription-walk');
    expect(done).toMatchObject({ id: walkRef('subscription-walk').id, isDone: true });
  });

  it('one that people change meanwhile is left to what they made of it, and the others are met by the next run', async () => {
    await fromBefore(3);
    store.fault = (_index, call) => {
      if (call.kind === 'write' && call.ids.length > 1)
        void world.store.write(tenants.northwind, [
          { kind: 'patch', id: call.ids[1] ?? '', patch: { set: { state: 'cancelled' }, increment: { revision: 1 } } },
        ]);
      return undefined;
    };
    expect(await walk()).toBe(0);
    store.fault = () => undefined;
    expect(await walk()).toBe(3);
    expect(await waits()).toEqual({ [iso(23)]: 3, [iso(150)]: 1 });
  });
});
