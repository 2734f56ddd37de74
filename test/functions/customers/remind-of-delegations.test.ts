import { remindOfDelegations } from '../../../functions/customers/remind-of-delegations';
import { Delegation, delegationKey, delegationQueue } from '../../../shared/domain/customers/delegation';
import { InvocationContext } from '@azure/functions';
import {
  acceptance,
  customerId,
  customerOf,
  delegate,
  delegationOf,
  delegationRead,
  endAsPartner,
  upkeep,
} from '../../delegation-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { noon, tenants, type World } from '../../world';

const iso = (days: number) => new Date(noon.getTime() + days * 86_400_000).toISOString();

describe('what time does to delegated administration', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
  });
  afterEach(() => world.close());

  const clear = async () => {
    await world.deliver();
    world.mails.length = 0;
  };
  const told = async () => {
    await world.deliver();
    const kinds = world.mails.map(({ kind, to }) => `${kind} ${to.address}`);
    world.mails.length = 0;
    return kinds;
  };
  const both = (kind: string) => [`${kind} dana@contoso.example`, `${kind} hello@northwind.example`];
  const noticed = async () =>
    (await world.documents('notification')).flatMap(({ content }) => {
      const { kind, daysBefore } = content as { readonly kind: string; readonly daysBefore?: number };
      return kind === 'delegationEnding' ? [daysBefore] : [];
    });

  it('tells both sides 30, 7 and 1 days before the end, once each, and ends it on its date', async () => {
    const delegationId = await delegate(world, 60);
    await clear();
    for (let day = 0; day < 60; day += 1) {
      expect(await upkeep(world)).toEqual({ noticed: [30, 53, 59].includes(day) ? 1 : 0, ended: 0 });
      expect(await upkeep(world)).toEqual({ noticed: 0, ended: 0 });
      expect(await told()).toEqual([30, 53, 59].includes(day) ? both('delegationEnding') : []);
      world.pass({ days: 1 });
    }
    world.pass({ days: 3 });
    expect(await upkeep(world)).toEqual({ noticed: 0, ended: 1 });
    expect(await told()).toEqual(both('delegationEnded'));
    expect(await noticed()).toEqual([30, 7, 1]);
    const end = { endedAt: iso(60), endedBy: 'time' };
    expect((await customerOf(world)).document.delegation).toMatchObject({ status: 'ended', ...end });
    const document = await delegationOf(world, delegationId);
    expect(document).toMatchObject({ state: 'ended', ...end });
    expect([document.queue, document.dueAt]).toEqual([undefined, undefined]);
    const audited = (await world.documents('audit')).filter(({ action }) => action === 'delegationEnded');
    expect(audited).toMatchObject([{ actor: { kind: 'upkeep' }, customerId }]);
    expect(await upkeep(world)).toEqual({ noticed: 0, ended: 0 });
  });

  it.each([
    [30, [7, 1]],
    [31, [30, 7, 1]],
    [7, [1]],
    [5, [1]],
    [2, [1]],
    [1, []],
  ])('a delegation for %i days gets only the notices that lie inside it', async (days, notices) => {
    await delegate(world, days);
    for (let hour = 0; hour < days * 24; hour += 12) {
      await upkeep(world);
      world.pass({ minutes: 720 });
    }
    expect(await noticed()).toEqual(notices);
  });

  it('after a long pause only the latest notice is told', async () => {
    await delegate(world, 60);
    await clear();
    world.pass({ days: 54 });
    expect(await upkeep(world)).toEqual({ noticed: 1, ended: 0 });
    expect(await noticed()).toEqual([7]);
    world.pass({ days: 20 });
    expect(await upkeep(world)).toEqual({ noticed: 0, ended: 1 });
    expect(await noticed()).toEqual([7]);
    expect(await told()).toEqual(
      [...both('delegationEnding'), ...both('delegationEnded')].filter((one) => one.includes('Ended')),
    );
  });

  it('a delegation without an end waits for nothing', async () => {
    const delegationId = await delegate(world);
    expect((await delegationOf(world, delegationId)).queue).toBeUndefined();
    world.pass({ days: 800 });
    expect(await upkeep(world)).toEqual({ noticed: 0, ended: 0 });
    expect(await delegationRead(world)).toMatchObject({ status: 'active' });
  });

  it('an extension moves the notices to the new end, and one that waits to be sent is not sent', async () => {
    const delegationId = await delegate(world, 31);
    await clear();
    world.pass({ days: 1 });
    const { code, redemptionId, confirmationCode } = await acceptance(world, 100);
    await upkeep(world);
    expect((await world.confirm(code, redemptionId, confirmationCode)).status).toBe(200);
    expect((await told()).filter((one) => one.startsWith('delegationEnding'))).toEqual([]);
    expect((await delegationOf(world, delegationId)).until).toBe(iso(101));
    for (let day = 1; day < 101; day += 1) {
      await upkeep(world);
      world.pass({ days: 1 });
    }
    expect(await noticed()).toEqual([30, 30, 7, 1]);
    expect(await delegationRead(world)).toMatchObject({ status: 'ended', endedAt: iso(101) });
  });

  it('an extension for good ends the waiting', async () => {
    const delegationId = await delegate(world, 31);
    await delegate(world);
    world.pass({ days: 40 });
    expect(await upkeep(world)).toEqual({ noticed: 0, ended: 0 });
    const document = await delegationOf(world, delegationId);
    expect([document.queue, document.until, document.state]).toEqual([undefined, undefined, 'active']);
  });

  it('one that people have ended leaves the queue without a word', async () => {
    const delegationId = await delegate(world, 31);
    await endAsPartner(world);
    await clear();
    world.pass({ days: 40 });
    expect(await upkeep(world)).toEqual({ noticed: 0, ended: 0 });
    expect(await told()).toEqual([]);
    expect(await delegationOf(world, delegationId)).toMatchObject({ endedBy: 'partner' });
    expect((await delegationOf(world, delegationId)).queue).toBeUndefined();
  });

  it('a notice that waits is not sent once delegation has ended', async () => {
    await delegate(world, 8);
    await clear();
    world.pass({ days: 7 });
    await upkeep(world);
    await endAsPartner(world);
    expect(await told()).toEqual(both('delegationEnded'));
  });

  it('several at once tell each notice once and end it once', async () => {
    await delegate(world, 8);
    await clear();
    world.pass({ days: 7 });
    await Promise.all([upkeep(world), upkeep(world), upkeep(world)]);
    expect(await told()).toEqual(both('delegationEnding'));
    world.pass({ days: 1 });
    await Promise.all([upkeep(world), upkeep(world), upkeep(world)]);
    expect(await told()).toEqual(both('delegationEnded'));
  });

  it.each(['before', 'after'] as const)('a crash %s any call leaves it to be done, and done once', async (when) => {
    await delegate(world, 8);
    await clear();
    for (const days of [7, 1]) {
      world.pass({ days });
      for (let call = 0; call < 8; call += 1) {
        store.forget();
        store.fault = (index) => (index === call ? { when, error: new Error('killed') } : undefined);
        await upkeep(world).catch(() => undefined);
      }
      store.fault = () => undefined;
      await upkeep(world);
    }
    expect(await told()).toEqual(both('delegationEnded'));
    expect(await noticed()).toEqual([1]);
    expect((await world.documents('audit')).filter(({ action }) => action === 'delegationEnded')).toHaveLength(1);
  });

  it('one that cannot be read does not hold up the others, and is not passed over in silence', async () => {
    await delegate(world, 8);
    const poison = { id: delegationKey('poison'), type: 'delegation', queue: delegationQueue, dueAt: iso(0) };
    await world.store.write(tenants.northwind, [{ kind: 'create', document: poison }]);
    world.pass({ days: 8 });
    await expect(upkeep(world)).rejects.toThrow('Delegations were held up.');
    expect(await delegationRead(world)).toMatchObject({ endedBy: 'time' });
    expect((await customerOf(world)).document.delegation).toMatchObject({ status: 'ended' });
  });

  it('is what the timer does, and says so in the log', async () => {
    await delegate(world, 1);
    world.pass({ days: 1 });
    const logged: string[] = [];
    const context = new InvocationContext({
      functionName: 'remindOfDelegations',
      logHandler: (_level, ...line) => logged.push(line.map(String).join(' ')),
    });
    const { handler } = remindOfDelegations(() => Promise.resolve(world.ports));
    await handler(
      { isPastDue: false, schedule: { adjustForDST: true }, scheduleStatus: { last: '', next: '', lastUpdated: '' } },
      context,
    );
    expect(logged).toEqual([JSON.stringify({ event: 'delegations-looked-after', noticed: 0, ended: 1 })]);
    expect(Delegation.parse((await world.documents('delegation'))[0]).state).toBe('ended');
  });
});
