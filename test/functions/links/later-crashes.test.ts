import { subscriptionStatus, Subscription } from '../../../shared/domain/customers/subscription';
import { StoreUnavailable } from '../../../shared/ports';
import { cookieOf } from '../../access-world';
import { snapshotOf } from '../../link-world';
import { watchedWorld, type Fault } from '../../watched-store';
import { contoso, noa, type Answer, type Call, type OperationName, type World } from '../../world';

const crash = (): Error => new Error('The process died.');
const timeOut = (): Error => new StoreUnavailable('The database did not answer in time.', 1);
const customerId = 'domain:contoso.example';
const json = { accept: 'application/json' };

/** Repeats a request as a client does that was not answered. */
async function insist(world: World, name: OperationName, call: Call): Promise<Answer> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const answer = await world.call(name, call);
    await expectWhole(world);
    if (answer.status < 500) return answer;
  }
  throw new Error('Nobody answers.');
}

async function untilDelivered(world: World): Promise<void> {
  for (let minute = 0; minute < 3; minute += 1) {
    await world.deliver().catch(() => undefined);
    world.pass({ minutes: 1 });
  }
}

/** What the customer holds, what it has and what was agreed say the same at any moment. */
async function expectWhole(world: World): Promise<void> {
  const { of } = await snapshotOf(world);
  const [customer] = of('customer');
  const [subscription, ...others] = of('subscription').map((document) => Subscription.parse(document));
  const bought = of('redemption').filter(({ status }) => status === 'confirmed').length === 2;
  const ended = subscription?.formerPartnerOfRecord !== undefined;
  expect(others).toEqual([]);
  expect({
    source: subscription?.source,
    renews: subscription?.autoRenew,
    holds: JSON.stringify(customer?.holdings).includes('purchasedSubscriptionId'),
    sold: of('offer').map(({ redemptionCount }) => redemptionCount),
    accepted: of('notification').filter(({ id }) => !/ended/u.test(id)).length,
    told: of('mail').filter(({ kind }) => kind === 'partnerOfRecordEnded').length,
    audited: of('audit').filter(({ action }) => action === 'partnerOfRecordEnded').length,
  }).toEqual({
    source: bought ? 'purchase' : 'trial',
    renews: bought,
    holds: bought,
    sold: of('offer').length === 1 ? [1] : [1, bought ? 1 : 0],
    accepted: bought ? 2 : 1,
    told: ended ? 2 : 0,
    audited: ended ? 1 : 0,
  });
}

/** A customer of a trial, before anything goes wrong. */
async function trialWorld() {
  const watched = await watchedWorld();
  const { world } = watched;
  const { code } = await world.invite({ delegatedAdministration: true });
  const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
  await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
  await untilDelivered(world);
  world.pass({ minutes: 20 });
  world.mails.length = 0;
  watched.store.forget();
  return watched;
}

/** The partner offers to sell the trial, the customer buys it, opens its page and ends both; everything is repeated that was not answered. */
async function journey(world: World): Promise<void> {
  const subscriptionId = String((await snapshotOf(world)).of('subscription')[0]?.subscriptionId);
  const offered = await insist(world, 'convertTrial', {
    as: noa,
    params: { customerId, subscriptionId },
    body: { quantity: 10 },
    headers: { 'idempotency-key': 'convert' },
  });
  const code = String(offered.json.url).split('/o/')[1] ?? '';
  const redeemed = await insist(world, 'redeemOffer', {
    params: { code },
    body: contoso,
    headers: { 'idempotency-key': 'redeem' },
  });
  const redemptionId = String(redeemed.json.redemptionId);
  await untilDelivered(world);
  const mailed = world.mails.find(({ kind }) => kind === 'confirmationCode')?.code ?? '';
  const confirmed = await insist(world, 'confirmRedemption', {
    params: { code, redemptionId },
    body: { confirmationCode: mailed },
  });
  const params = { token: String(confirmed.json.accessUrl).split('/access/')[1] ?? '' };
  await untilDelivered(world);
  await insist(world, 'askForAccessCode', { params, body: {}, headers: { 'idempotency-key': 'ask' } });
  await untilDelivered(world);
  const access = world.mails.find(({ kind }) => kind === 'accessCode')?.code ?? '';
  const opened = await insist(world, 'enterAccessCode', { params, body: { confirmationCode: access } });
  const headers = { ...json, cookie: cookieOf(opened) };
  expect((await insist(world, 'openAccessPage', { params, headers })).json.status).toBe('open');
  const end = { params: { ...params, subscriptionId }, body: {}, headers };
  expect((await insist(world, 'endPartnerOfRecord', end)).status).toBe(200);
  expect((await insist(world, 'endDelegationAsCustomer', end)).status).toBe(200);
  await untilDelivered(world);
}

async function stateOf(world: World) {
  const { documents, of } = await snapshotOf(world);
  const counts: Record<string, number> = {};
  for (const { type } of documents) counts[type] = (counts[type] ?? 0) + 1;
  const sent = new Map(world.mails.map(({ operationId, kind, to }) => [operationId, `${kind} ${to.address}`]));
  const [customer] = of('customer');
  const subscription = Subscription.parse(of('subscription')[0]);
  return {
    counts,
    sent: [...sent.values()].sort(),
    quantity: subscription.quantity,
    revisions: [customer?.revision, subscription.revision],
    status: subscriptionStatus(subscription, new Date(world.now)),
    record: subscription.partnerOfRecord,
    mails: of('mail').map(({ status }) => status),
  };
}

/** How often the store is called on the way; each of these calls is broken below. */
const callsOnTheWay = 200;
const everyCall = Array.from({ length: callsOnTheWay }, (_, index) => index);

describe('a customer who buys its trial and ends what it agreed to, cut off at any moment', () => {
  let undisturbed: Awaited<ReturnType<typeof stateOf>>;
  let calls: number;
  beforeAll(async () => {
    const { world, store } = await trialWorld();
    await journey(world);
    undisturbed = await stateOf(world);
    calls = store.calls.length;
    world.close();
  });

  it('has one subscription, and everybody is told once of everything', () => {
    expect(undisturbed).toMatchObject({ quantity: 10, revisions: [3, 3], status: 'active', record: null });
    expect(undisturbed.counts).toMatchObject({
      offer: 2,
      redemption: 2,
      customer: 1,
      subscription: 1,
      notification: 4,
    });
    expect(undisturbed.sent).toEqual([
      'accessCode dana@contoso.example',
      'confirmationCode dana@contoso.example',
      'delegationEnded dana@contoso.example',
      'delegationEnded hello@northwind.example',
      'offerAccepted noa@northwind.example',
      'partnerOfRecordEnded dana@contoso.example',
      'partnerOfRecordEnded hello@northwind.example',
      'receipt dana@contoso.example',
    ]);
  });

  it('is cut off below at every call of the store', () => {
    expect(calls).toBe(callsOnTheWay);
  });

  it.each(everyCall)(
    'comes to the same when the process dies before call %d of the store, or its answer is lost',
    async (broken) => {
      const { world, store } = await trialWorld();
      const fault: Fault = broken % 2 === 0 ? { when: 'before', error: crash() } : { when: 'after', error: timeOut() };
      store.fault = (index) => (index === broken ? fault : undefined);
      await journey(world);
      expect(await stateOf(world)).toEqual(undisturbed);
      world.close();
    },
  );
});
