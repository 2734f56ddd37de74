import { walkCustomers } from '../../../shared/customers/customer-walk';
import { walkRef } from '../../../shared/domain/partners/partner-walk';
import { addDays } from '../../../shared/domain/text';
import { addCustomers, asOfLastRelease } from '../../customer-world';
import { refusalOf } from '../../link-world';
import { runTimers } from '../../telling-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noa, noon, tenants, type World } from '../../world';

const inDays = (days: number) => addDays(noon, days).toISOString();

describe('customers from before they stood in lists by places', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    await addCustomers(
      world,
      { companyName: 'Tea House', domain: 'tea.example', has: [{ endsAt: inDays(5) }] },
      { companyName: 'Coffee Bar', domain: 'coffee.example', has: [{ endsAt: inDays(-5) }, { endsAt: inDays(40) }] },
      { companyName: 'Team', domain: 'team.example' },
    );
    await asOfLastRelease(world);
    store.forget();
  });
  afterEach(() => world.close());

  const walk = () => walkCustomers(world.ports);
  const call = (query: Readonly<Record<string, string>>) => world.call('listCustomers', { as: noa, query });
  const found = async (query: Readonly<Record<string, string>>) => {
    const { json } = await call(query);
    return (json.items as readonly { readonly id: string }[]).map(({ id }) =>
      id.slice('domain:'.length, -'.example'.length),
    );
  };

  it('are found by what their text holds, and by what ends or waits, as before, until all of them are met', async () => {
    expect(await found({ q: 'tea' })).toEqual(['team', 'tea']);
    expect(await found({ q: 'offee' })).toEqual(['coffee']);
    expect(await found({ trialEndingWithinDays: '7' })).toEqual(['tea']);
    expect(await found({ provisioning: 'waiting' })).toEqual(['coffee', 'tea']);
    expect(await found({ delegation: 'none', limit: '2' })).toEqual(['team', 'coffee']);
    for (const query of [{ sort: 'name' }, { sort: 'endsNext' }, { subscription: 'expired' }]) {
      const answer = await call(query);
      expect([answer.status, refusalOf(answer), answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '60']);
    }
    expect(await walk()).toBe(3);
    expect((await found({ q: 'tea' })).sort()).toEqual(['tea', 'team']);
    expect(await found({ q: 'offee' })).toEqual(['coffee']);
    expect(await found({ trialEndingWithinDays: '7' })).toEqual(['tea']);
    expect(await found({ provisioning: 'waiting' })).toEqual(['coffee', 'tea']);
    expect(await found({ sort: 'name' })).toEqual(['coffee', 'tea', 'team']);
    expect(await found({ sort: 'endsNext' })).toEqual(['coffee', 'tea', 'team']);
    expect(await found({ subscription: 'expired' })).toEqual(['coffee']);
    store.forget();
    expect(await walk()).toBe(0);
    expect(store.rounds).toEqual(['read']);
  });

  it('go on from a page of the search as it was to one of the list, or are told that they cannot', async () => {
    const { json } = await call({ limit: '1' });
    await walk();
    expect(await found({ cursor: String(json.nextCursor) })).toEqual(['coffee', 'tea']);
  });

  it('are met whole, also those that somebody changed before: one who started a subscription keeps the others', async () => {
    const { code } = await world.invite();
    const email = 'ruth@coffee.example';
    const id = await world.redeem(code, { primaryDomain: 'coffee.example', contact: { name: 'Ruth', email } });
    await world.confirm(code, id, await world.mailedCode(email));
    await walk();
    expect(await found({ subscription: 'expired' })).toEqual(['coffee']);
    const [coffee] = (await world.documents('customer')).filter((one) => one.id === 'domain:coffee.example');
    expect(Object.keys(coffee?.subscriptions ?? {})).toHaveLength(3);
  });

  it('are met once each whatever crashes, side by side, and whatever cannot be read or is changed meanwhile', async () => {
    const poison = { id: 'domain:poison.example', type: 'customer', sortKey: `${inDays(-1)}~poison` };
    await world.store.write(tenants.northwind, [{ kind: 'create', document: poison }]);
    const revisions = async () => (await world.documents('customer')).map(({ id, revision }) => [id, revision]);
    const before = await revisions();
    for (let broken = 0; broken < 14; broken += 1) {
      store.forget();
      store.fault = (index) =>
        index === broken ? { when: broken % 2 === 0 ? 'after' : 'before', error: new Error('killed') } : undefined;
      await walk().catch(() => undefined);
    }
    store.fault = () => undefined;
    for (let run = 0; run < 3; run += 1) await Promise.all([walk(), walk()]);
    expect((await world.documents('customer-walk'))[0]).toMatchObject({
      id: walkRef('customer-walk').id,
      isDone: true,
    });
    expect(new Map((await revisions()) as never)).toEqual(new Map(before as never));
    expect((await found({ q: 'tea' })).sort()).toEqual(['tea', 'team']);
    expect(await found({ sort: 'name' })).toEqual(['coffee', 'tea', 'team']);
    expect((await world.documents('customer-tally'))[0]).toMatchObject({ listed: true });
  });

  it('one that is changed meanwhile is left to the next run, and so is the word that all are met', async () => {
    store.fault = (_index, { kind, ids }) => {
      if (kind === 'write' && ids[0] === 'domain:team.example')
        void world.store.write(tenants.northwind, [
          { kind: 'patch', id: 'domain:team.example', patch: { set: { country: 'FR' } } },
        ]);
      return undefined;
    };
    expect(await walk()).toBe(2);
    expect((await call({ sort: 'name' })).status).toBe(503);
    store.fault = () => undefined;
    expect(await walk()).toBe(1);
    expect(await found({ sort: 'name' })).toEqual(['coffee', 'tea', 'team']);
  });
});

describe('a customer whose subscription time moves on', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
    await addCustomers(
      world,
      { companyName: 'A', domain: 'a.example', has: [{ endsAt: inDays(5) }, { endsAt: inDays(70) }] },
      { companyName: 'B', domain: 'b.example', has: [{ endsAt: inDays(20) }] },
    );
  });
  afterEach(() => world.close());

  const order = async () => {
    const { json } = await world.call('listCustomers', { as: noa, query: { sort: 'endsNext' } });
    return (json.items as readonly { readonly id: string }[]).map(({ id }) => id);
  };
  const customer = async () => (await world.documents('customer')).find(({ id }) => id === 'domain:a.example');

  it('stands elsewhere in the same batch, and its revision stays', async () => {
    expect(await order()).toEqual(['domain:a.example', 'domain:b.example']);
    world.pass({ days: 36 });
    store.forget();
    await runTimers(world);
    expect(await customer()).toMatchObject({ revision: 1, standing: { statuses: ['active', 'disabled'] } });
    expect(await order()).toEqual(['domain:b.example', 'domain:a.example']);
    const batches = store.changing.filter(({ ids }) => ids.includes('subscription:a.example-0'));
    expect(batches.every(({ ids }) => ids.includes('domain:a.example'))).toBe(true);
    expect(batches.length).toBeGreaterThan(0);
  });

  it('is left whole when the batch is cut off, and moved on by the next run', async () => {
    world.pass({ days: 36 });
    store.fault = (_index, { kind }) => (kind === 'write' ? { when: 'before', error: new Error('killed') } : undefined);
    await expect(runTimers(world)).rejects.toThrow();
    expect(await customer()).toMatchObject({ standing: { statuses: ['active'] } });
    store.fault = () => undefined;
    await runTimers(world);
    expect(await customer()).toMatchObject({ standing: { statuses: ['active', 'disabled'] } });
  });

  it('is moved on although somebody changes it at the same time', async () => {
    world.pass({ days: 6 });
    let times = 0;
    store.fault = (_index, { kind, ids }) => {
      if (kind === 'write' && ids.includes('domain:a.example') && (times += 1) === 1)
        void world.store.write(tenants.northwind, [
          { kind: 'patch', id: 'domain:a.example', patch: { set: { country: 'FR' } } },
        ]);
      return undefined;
    };
    await runTimers(world);
    expect(times).toBe(2);
    expect(await customer()).toMatchObject({ country: 'FR', standing: { statuses: ['active', 'expired'] } });
  });
});
