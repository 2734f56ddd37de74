import { InvocationContext } from '@azure/functions';
import { ageSubscriptions } from '../../../functions/customers/age-subscriptions';
import { rescheduled, Subscription, subscriptionKey } from '../../../shared/domain/customers/subscription';
import { sessionOf } from '../../access-world';
import { changePartner } from '../../portal-world';
import { customerId, runTimers, subscriptionIn, toldBy, tryOut } from '../../telling-world';
import { watchedWorld, type WatchedStore } from '../../watched-store';
import { contoso, noa, noon, tenants, type World } from '../../world';
import { upkeepSubscriptions } from '../../../shared/customers/subscription-upkeep';

const iso = (days: number) => new Date(noon.getTime() + days * 86_400_000).toISOString();
const both = (kind: string) => [`${kind} dana@contoso.example`, `${kind} noa@northwind.example`];
const none = { trialEnding: 0, renewed: 0, expired: 0, disabled: 0, deleted: 0 };

describe('what time does to subscriptions', () => {
  let world: World;
  let store: WatchedStore;
  beforeEach(async () => {
    ({ world, store } = await watchedWorld());
  });
  afterEach(() => world.close());

  const startTrial = async () => {
    const subscription = await tryOut(world);
    await runTimers(world);
    await toldBy(world);
    return subscription;
  };
  const upkeep = () => upkeepSubscriptions(world.ports, 'trace');
  /** Every change that the partner was told of, the oldest first. */
  const changes = async () =>
    (await world.documents('notification')).flatMap(({ content }) => {
      const { changes: told = [] } = content as { readonly changes?: readonly { kind: string; at: string }[] };
      return told.map(({ kind, at }) => `${kind} ${at}`);
    });
  const statusNow = async () => {
    const read = await world.call('listSubscriptions', { as: noa, params: { customerId } });
    return (read.json.items as readonly Record<string, unknown>[])[0];
  };

  it('tells customer and partner 7 days and 1 day before a trial ends, when it has, and the partner what follows', async () => {
    await startTrial();
    const told = new Map<number, readonly string[]>();
    for (let day = 0; day <= 151; day += 1) {
      await runTimers(world);
      await runTimers(world);
      const mails = await toldBy(world);
      if (mails.length > 0) told.set(day, mails);
      world.pass({ days: 1 });
    }
    expect([...told]).toEqual([
      [23, both('trialEnding')],
      [29, both('trialEnding')],
      [30, both('subscriptionExpired')],
      [60, ['subscriptionChanged noa@northwind.example']],
      [150, ['subscriptionChanged noa@northwind.example']],
    ]);
    expect(await changes()).toEqual([
      `trialEnding ${iso(23)}`,
      `trialEnding ${iso(29)}`,
      `expired ${iso(30)}`,
      `disabled ${iso(60)}`,
      `deleted ${iso(150)}`,
    ]);
    const audited = (await world.documents('audit')).filter(({ action }) => /^subscription/u.test(String(action)));
    expect(audited.map(({ action, actor, customerId: whose }) => [action, actor, whose])).toEqual(
      ['subscriptionExpired', 'subscriptionDisabled', 'subscriptionDeleted'].map((action) => [
        action,
        { kind: 'upkeep' },
        customerId,
      ]),
    );
    expect((await subscriptionIn(world)).queue).toBeUndefined();
  });

  it('after a long pause sends the latest reminder alone, and tells the steps with their nominal dates', async () => {
    await startTrial();
    world.pass({ days: 29.5 });
    expect(await upkeep()).toEqual({ ...none, trialEnding: 1 });
    expect(await changes()).toEqual([`trialEnding ${iso(29)}`]);
    world.pass({ days: 60 });
    expect(await upkeep()).toEqual({ ...none, expired: 1, disabled: 1 });
    expect(await upkeep()).toEqual(none);
    expect((await changes()).slice(1)).toEqual([`expired ${iso(30)}`, `disabled ${iso(60)}`]);
    await runTimers(world);
    expect(await toldBy(world)).toEqual([
      'subscriptionChanged noa@northwind.example',
      'subscriptionExpired dana@contoso.example',
    ]);
  });

  it('reads right before any timer has run', async () => {
    await startTrial();
    world.pass({ days: 61 });
    expect(await statusNow()).toMatchObject({ status: 'disabled', endsAt: iso(30) });
    await upkeep();
    expect(await statusNow()).toMatchObject({ status: 'disabled', endsAt: iso(30) });
  });

  it('renews what renews itself, tells it, and makes nobody’s edit stale', async () => {
    const { code } = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 3 }] });
    await world.confirm(code, await world.redeem(code), await world.mailedCode(contoso.contact.email));
    await runTimers(world);
    await toldBy(world);
    const { revision } = await subscriptionIn(world);
    world.pass({ days: 365 });
    expect(await upkeep()).toEqual({ ...none, renewed: 1 });
    expect(await subscriptionIn(world)).toMatchObject({
      revision,
      endsAt: '2028-11-22T12:00:00.000Z',
      dueAt: '2028-11-22T12:00:00.000Z',
    });
    await runTimers(world);
    expect(await toldBy(world)).toEqual(['subscriptionChanged noa@northwind.example']);
    expect(await changes()).toEqual(['renewed 2027-11-22T12:00:00.000Z']);
  });

  it('a trial that is bought is neither reminded of nor expires, and a reminder that waits is not sent', async () => {
    const { subscriptionId } = await startTrial();
    const params = { customerId, subscriptionId };
    world.pass({ days: 23 });
    const offered = await world.call('convertTrial', { as: noa, params, body: { quantity: 10 } });
    const code = String(offered.json.url).split('/o/')[1] ?? '';
    const redemptionId = await world.redeem(code);
    const confirmationCode = await world.mailedCode(contoso.contact.email);
    expect(await upkeep()).toEqual({ ...none, trialEnding: 1 });
    expect((await world.confirm(code, redemptionId, confirmationCode)).status).toBe(200);
    await runTimers(world);
    expect((await toldBy(world)).filter((one) => one.startsWith('trialEnding'))).toEqual([]);
    expect((await subscriptionIn(world)).dueAt).toBe('2027-12-15T12:00:00.000Z');
    world.pass({ days: 200 });
    expect(await upkeep()).toEqual(none);
  });

  it('the partner is told only while it is partner of record and a subscription advisor; the customer always', async () => {
    await startTrial();
    await changePartner(world, { authorizations: ['delegatedAdministration'] });
    world.pass({ days: 23 });
    await runTimers(world);
    expect(await toldBy(world)).toEqual(['trialEnding dana@contoso.example']);
    await changePartner(world, { authorizations: ['subscriptionAdvisor'] });
    world.pass({ days: 6 });
    await runTimers(world);
    expect(await toldBy(world)).toEqual(both('trialEnding'));
    const { token, session } = await sessionOf(world);
    const { subscriptionId } = await subscriptionIn(world);
    const ended = await world.call('endPartnerOfRecord', {
      params: { token, subscriptionId },
      body: {},
      headers: { cookie: session },
    });
    expect(ended.status).toBe(200);
    await toldBy(world);
    world.pass({ days: 1 });
    await runTimers(world);
    expect(await toldBy(world)).toEqual(['subscriptionExpired dana@contoso.example']);
    expect(await changes()).toEqual([`trialEnding ${iso(29)}`]);
  });

  it('several at once tell each step once', async () => {
    await startTrial();
    for (const days of [23, 6, 1, 30, 90]) {
      world.pass({ days });
      await Promise.all([upkeep(), upkeep(), upkeep()]);
    }
    expect(await changes()).toHaveLength(5);
  });

  it.each(['before', 'after'] as const)('a crash %s any call leaves a step to be done, and done once', async (when) => {
    await startTrial();
    for (const days of [23, 6, 1, 30, 90]) {
      world.pass({ days });
      for (let call = 0; call < 24; call += 1) {
        store.forget();
        store.fault = (index) => (index === call ? { when, error: new Error('killed') } : undefined);
        await runTimers(world).catch(() => undefined);
      }
      store.fault = () => undefined;
      await runTimers(world);
      world.pass({ minutes: 5 });
    }
    expect(await changes()).toHaveLength(5);
    expect(await toldBy(world)).toEqual([
      'subscriptionChanged noa@northwind.example',
      'subscriptionChanged noa@northwind.example',
      ...both('subscriptionExpired'),
    ]);
    // Nobody was mailed meanwhile: what a later reminder, or the end, has overtaken is not sent.
    const mails = await world.documents('mail');
    expect(mails.filter(({ kind }) => kind === 'trialEnding')).toHaveLength(4);
  });

  it('a change by people that comes between is not lost: the timer starts from what they left', async () => {
    const { subscriptionId } = await startTrial();
    world.pass({ days: 30 });
    const id = subscriptionKey(subscriptionId);
    store.fault = (_index, call) => {
      if (call.kind === 'write')
        void world.store.write(tenants.northwind, [
          { kind: 'patch', id, patch: { set: { state: 'cancelled', dueAt: iso(150) }, increment: { revision: 1 } } },
        ]);
      return undefined;
    };
    expect(await upkeep()).toEqual(none);
    store.fault = () => undefined;
    expect(await upkeep()).toEqual(none);
    expect(await changes()).toEqual([]);
  });

  it('a change by a clock that is behind lets no step be done again, nor hold up the next', async () => {
    await startTrial();
    world.pass({ days: 30 });
    expect(await upkeep()).toEqual({ ...none, expired: 1 });
    const ref = { partition: tenants.northwind, id: (await subscriptionIn(world)).id };
    const stored = await world.store.read(Subscription, ref);
    if (!stored) throw new Error('There is no subscription.');
    const behind = new Date(world.now - 5000);
    const document = { ...rescheduled(stored.document, behind), revision: 2 };
    await world.store.write(ref.partition, [{ kind: 'replace', document, etag: stored.etag }]);
    expect(await upkeep()).toEqual(none);
    world.pass({ days: 30 });
    expect(await upkeep()).toEqual({ ...none, disabled: 1 });
    expect(await changes()).toEqual([`expired ${iso(30)}`, `disabled ${iso(60)}`]);
  });

  it('one that cannot be read does not hold up the others', async () => {
    await startTrial();
    const poison = { id: subscriptionKey('poison'), type: 'subscription', queue: 'subscriptions', dueAt: iso(0) };
    await world.store.write(tenants.northwind, [{ kind: 'create', document: poison }]);
    world.pass({ days: 30 });
    await expect(upkeep()).rejects.toThrow('Subscriptions were held up.');
    expect(await changes()).toEqual([`expired ${iso(30)}`]);
  });

  it('costs two reads and one batch a subscription', async () => {
    await startTrial();
    world.pass({ days: 30 });
    store.forget();
    await upkeep();
    expect(store.rounds).toEqual(['due', 'read read', 'write', 'due']);
  });

  it('is what the timer does, and says so in the log', async () => {
    await startTrial();
    world.pass({ days: 30 });
    const logged: string[] = [];
    const context = new InvocationContext({
      functionName: 'ageSubscriptions',
      logHandler: (_level, ...line) => logged.push(line.map(String).join(' ')),
    });
    await ageSubscriptions(() => Promise.resolve(world.ports)).handler(
      { isPastDue: false, schedule: { adjustForDST: true }, scheduleStatus: { last: '', next: '', lastUpdated: '' } },
      context,
    );
    expect(logged).toEqual([JSON.stringify({ event: 'subscriptions-looked-after', ...none, expired: 1 })]);
    expect(await world.documents('subscription-walk')).toMatchObject([{ isDone: true }]);
  });
});
