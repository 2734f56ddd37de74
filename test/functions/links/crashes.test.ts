import { everythingStored, refusalOf, snapshotOf } from '../../link-world';
import { watchedWorld } from '../../watched-store';
import { StoreUnavailable } from '../../../shared/ports';
import { contoso, invitation, noa, type Answer, type World } from '../../world';

const crash = (): Error => new Error('The process died.');
const timeOut = (): Error => new StoreUnavailable('The database did not answer in time.', 1);

/** Repeats a request as a client does that was not answered; nothing is half done in between. */
async function insist(world: World, request: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const answer = await request();
    await expectWhole(world);
    if (answer.status < 500) return answer;
  }
  throw new Error('Nobody answers.');
}

/** Lets the timer run until nothing waits, minute by minute, whatever goes wrong on the way. */
async function untilDelivered(world: World): Promise<void> {
  for (let minute = 0; minute < 3; minute += 1) {
    await world.deliver().catch(() => undefined);
    world.pass({ minutes: 1 });
  }
}

/** A customer's whole way, with everything repeated that was not answered. */
async function journey(world: World): Promise<Answer> {
  const invited = await insist(world, () =>
    world.call('createTrialInvitation', {
      as: noa,
      body: { ...invitation, maxRedemptions: 1, delegatedAdministration: true },
      headers: { 'idempotency-key': 'invite' },
    }),
  );
  const code = String(invited.json.url).split('/o/')[1] ?? '';
  const redeemed = await insist(world, () =>
    world.call('redeemOffer', {
      params: { code },
      body: { ...contoso, acceptDelegatedAdministration: true },
      headers: { 'idempotency-key': 'redeem' },
    }),
  );
  const redemptionId = String(redeemed.json.redemptionId);
  await untilDelivered(world);
  const mailed = world.mails.find(({ kind }) => kind === 'confirmationCode')?.code ?? '';
  const confirmed = await insist(world, () => world.confirm(code, redemptionId, mailed));
  await untilDelivered(world);
  return confirmed;
}

/** What there is of everything, and what the customer and the partner were sent. */
async function stateOf(world: World) {
  const { documents, of } = await snapshotOf(world);
  const counts: Record<string, number> = {};
  for (const { type } of documents) counts[type] = (counts[type] ?? 0) + 1;
  const sent = new Map(world.mails.map(({ operationId, kind, to }) => [operationId, `${kind} ${to.address}`]));
  const [offer] = of('offer');
  return {
    counts,
    sent: [...sent.values()].sort(),
    offer: [offer?.redemptionCount, offer?.remaining],
    tally: of('customer-tally')[0]?.customers,
    redemption: of('redemption')[0]?.status,
    mails: of('mail').map(({ status }) => status),
  };
}

/** Everything or nothing: whoever looks at this moment sees no half of a confirmation. */
async function expectWhole(world: World): Promise<void> {
  const { of, count } = await snapshotOf(world);
  const confirmed = of('redemption').filter(({ status }) => status === 'confirmed').length;
  expect({
    offer: of('offer').reduce((sum, { redemptionCount }) => sum + Number(redemptionCount), 0),
    customers: count('customer'),
    subscriptions: count('subscription'),
    consents: count('consent'),
    notifications: count('notification'),
    tally: of('customer-tally')[0]?.customers,
    receipts: of('mail').filter(({ lane }) => lane === 'receipts').length,
    notices: of('mail').filter(({ lane }) => lane === 'notices').length,
    audited: of('audit').filter(({ action }) => action === 'redemptionConfirmed').length,
  }).toEqual({
    offer: confirmed,
    customers: confirmed,
    subscriptions: confirmed,
    consents: 2 * confirmed,
    notifications: confirmed,
    tally: confirmed,
    receipts: confirmed,
    notices: confirmed,
    audited: confirmed,
  });
}

describe('a customer whose request is cut off goes on, and nothing is half done or done twice', () => {
  let undisturbed: Awaited<ReturnType<typeof stateOf>>;
  beforeAll(async () => {
    const { world } = await watchedWorld();
    expect((await journey(world)).status).toBe(200);
    undisturbed = await stateOf(world);
    world.close();
  });

  it('when nothing goes wrong, three mails are sent and one of everything is there', () => {
    expect(undisturbed).toMatchObject({
      counts: { offer: 1, redemption: 1, customer: 1, subscription: 1, consent: 2, notification: 1, mail: 3 },
      sent: [
        'confirmationCode dana@contoso.example',
        'offerAccepted noa@northwind.example',
        'receipt dana@contoso.example',
      ],
      offer: [1, 0],
      tally: 1,
      redemption: 'confirmed',
      mails: ['sent', 'sent', 'sent'],
    });
  });

  it('is answered with 503 and when to come back, or with a bare 500, that tells nothing', async () => {
    const { world, store } = await watchedWorld();
    const { code } = await world.invite();
    for (const [error, status] of [
      [timeOut(), 503],
      [new Error('dana@contoso.example'), 500],
    ] as const) {
      store.fault = () => ({ when: 'before', error });
      const answer = await world.call('redeemOffer', { params: { code }, body: contoso });
      expect(answer.status).toBe(status);
      expect(answer.text).not.toContain('dana');
      if (status === 503) expect([refusalOf(answer), answer.headers.get('retry-after')]).toEqual(['unavailable', '1']);
    }
    expect(world.logged.join('\n')).not.toContain('dana');
    world.close();
  });

  it('when a new code was written but the answer was lost, the new code is mailed and works', async () => {
    const { world, store } = await watchedWorld();
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    await world.deliver();
    world.pass({ minutes: 1 });
    store.forget();
    store.fault = (_index, { ids }) =>
      ids[0] === `redemption:${redemptionId}` && ids.length > 1 ? { when: 'after', error: timeOut() } : undefined;
    const params = { code, redemptionId };
    expect((await world.call('resendCode', { params, body: {} })).status).toBe(503);
    store.fault = () => undefined;
    expect((await world.call('resendCode', { params, body: {} })).status).toBe(429);
    expect((await world.confirm(code, redemptionId, await world.mailedCode('dana@contoso.example'))).status).toBe(200);
    expect(world.mails.filter(({ kind }) => kind === 'confirmationCode')).toHaveLength(2);
    world.close();
  });

  it('when a mail was taken but that was not written down, it is sent again under the same operation id', async () => {
    const { world, store } = await watchedWorld();
    const { code } = await world.invite();
    await world.redeem(code);
    let taken = 0;
    store.fault = (_index, { kind, ids }) => {
      if (kind === 'patch' && ids[0]?.startsWith('mail:') === true) taken += 1;
      return taken === 2 ? { when: 'before', error: crash() } : undefined;
    };
    await expect(world.deliver()).rejects.toThrow('held up');
    store.fault = () => undefined;
    world.pass({ minutes: 2 });
    await world.deliver();
    expect(world.mails).toHaveLength(2);
    expect(new Set(world.mails.map(({ operationId, code: mailed }) => `${operationId} ${mailed}`)).size).toBe(1);
    expect(await everythingStored(world)).toContain('"status":"sent"');
    world.close();
  });
});
