import { changeSubscription, SubscriptionEdit } from '../../../../shared/domain/customers/changing';
import {
  rescheduled,
  startPrepaid,
  subscriptionStatus,
  type Subscription,
} from '../../../../shared/domain/customers/subscription';
import { addDays } from '../../../../shared/domain/text';
import { bought, details, product, trial } from '../../../subscription-samples';
import { noon } from '../../../world';

const prepaid = startPrepaid({
  ...details,
  product: product('microsoft-365-business-standard'),
  quantity: 10,
  endsAt: addDays(noon, 200).toISOString(),
});
const ends = new Date(bought.endsAt);
const left = (more: Partial<Subscription>, from = bought): Subscription => rescheduled({ ...from, ...more }, noon);

const edit = (asked: unknown) => SubscriptionEdit.parse(asked);
const changed = (before: Subscription, asked: unknown, now = noon) => {
  const result = changeSubscription(before, edit(asked), now);
  if (!result.ok) throw new Error(`Refused: ${result.detail ?? result.refusal}`);
  if (!result.value) throw new Error('Nothing was changed.');
  const { subscription, done } = result.value;
  const { quantity, autoRenew, endsAt } = subscription;
  return {
    status: subscriptionStatus(subscription, now),
    quantity,
    autoRenew,
    endsAt,
    did: done.map(({ kind }) => kind),
    subscription,
    done,
  };
};
const refused = (before: Subscription, asked: unknown, now = noon) => {
  const result = changeSubscription(before, edit(asked), now);
  return result.ok ? undefined : result;
};

describe('a change of a subscription', () => {
  it('of its count says what it was before, and is set up at Microsoft anew', () => {
    const before = left({ provisioning: { state: 'done' } });
    const { subscription, done } = changed(before, { quantity: 8 });
    expect(done).toEqual([
      {
        kind: 'quantityChanged',
        quantityBefore: 5,
        fields: [{ field: 'quantity', before: '5', after: '8' }],
      },
    ]);
    expect(subscription).toEqual({ ...before, quantity: 8, revision: 2, provisioning: { state: 'pending' } });
  });

  it.each([
    [bought, 0, false],
    [trial, 24, true],
    [trial, 26, true],
    [bought, 100_000, true],
    [left({ state: 'suspended' }), 100_000, true],
  ])('to a count outside the product’s limits is refused, wherever it stands', (before, quantity, isWellFormed) => {
    const parsed = SubscriptionEdit.safeParse({ quantity });
    expect(parsed.success).toBe(isWellFormed);
    if (!parsed.success) return;
    expect(changeSubscription(before, parsed.data, noon)).toMatchObject({
      refusal: 'quantity-out-of-range',
      errors: [{ pointer: '/quantity' }],
    });
  });

  it.each([
    ['suspended', left({ state: 'suspended' }), noon, 'suspended'],
    ['expired', left({ autoRenew: false }), ends, 'ended'],
    ['disabled', left({ autoRenew: false }), addDays(ends, 30), 'ended'],
    ['cancelled', left({ autoRenew: false, state: 'cancelled' }), noon, 'cancelled'],
    ['deleted', left({ autoRenew: false }), addDays(ends, 120), 'deleted'],
  ])('leaves the count alone while it is %s, and says so', (_status, before, now, reason) => {
    const no = refused(before, { quantity: 6 }, now);
    expect(no).toMatchObject({ refusal: 'state-conflict' });
    expect(no?.detail).toContain(reason);
  });

  it.each([
    [bought, {}],
    [bought, { quantity: 5, status: 'active', autoRenew: true }],
    [left({ state: 'suspended' }), { status: 'suspended', quantity: 5 }],
    [left({ state: 'cancelled', autoRenew: false }), { status: 'cancelled', autoRenew: false }],
    [trial, { autoRenew: false, quantity: 25 }],
  ])('that asks for what is so already changes nothing', (before, asked) => {
    expect(changeSubscription(before, edit(asked), noon)).toEqual({ ok: true, value: undefined });
  });

  it('suspends and resumes, as often as it is asked for', () => {
    const suspended = changed(bought, { status: 'suspended' });
    expect(suspended).toMatchObject({ status: 'suspended', did: ['suspended'], endsAt: bought.endsAt });
    expect(suspended.subscription.dueAt).toBe(bought.endsAt);
    const resumed = changed(suspended.subscription, { status: 'active' }, addDays(noon, 9));
    expect(resumed).toMatchObject({ status: 'active', did: ['resumed'], endsAt: bought.endsAt });
    expect(resumed.subscription.revision).toBe(3);
  });

  it('cancels at once and for good, whatever renewal there was', () => {
    const now = addDays(noon, 12);
    const cancelled = changed(bought, { status: 'cancelled' }, now);
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      autoRenew: false,
      endsAt: now.toISOString(),
      did: ['cancelled'],
    });
    expect(cancelled.done[0]?.fields.map(({ field }) => field)).toEqual(['status', 'autoRenew', 'endsAt']);
    for (const asked of [{ status: 'active' }, { status: 'suspended' }, { autoRenew: true }, { quantity: 7 }])
      expect(refused(cancelled.subscription, asked, now)).toMatchObject({ refusal: 'state-conflict' });
    expect(subscriptionStatus(cancelled.subscription, addDays(now, 120))).toBe('deleted');
  });

  it('cancels what has expired with the end that it had', () => {
    const cancelled = changed(left({ autoRenew: false }), { status: 'cancelled' }, addDays(ends, 5));
    expect(cancelled).toMatchObject({ status: 'cancelled', endsAt: bought.endsAt });
  });

  it('turns renewal off: then it ends', () => {
    const { subscription, ...off } = changed(bought, { autoRenew: false });
    expect(off).toMatchObject({ status: 'active', autoRenew: false, did: ['renewalTurnedOff'] });
    expect(subscriptionStatus(subscription, ends)).toBe('expired');
  });

  it('turns off the renewal of the term that runs, however many there were before', () => {
    const { endsAt } = changed(bought, { autoRenew: false }, addDays(ends, 400));
    expect(endsAt).toBe('2029-11-22T12:00:00.000Z');
  });

  it.each([1, 29.9, 31, 119])('turns renewal on %d days after the end: the next term joins on', (days) => {
    const now = addDays(ends, days);
    expect(changed(left({ autoRenew: false }), { autoRenew: true, quantity: 7 }, now)).toMatchObject({
      status: 'active',
      quantity: 7,
      endsAt: '2028-11-22T12:00:00.000Z',
      did: ['renewalTurnedOn', 'renewed', 'quantityChanged'],
      done: [{}, { at: bought.endsAt, endsAt: '2028-11-22T12:00:00.000Z' }, { quantityBefore: 5 }],
      subscription: { dueAt: '2028-11-22T12:00:00.000Z' },
    });
  });

  it('turns no renewal on once it is deleted', () => {
    expect(refused(left({ autoRenew: false }), { autoRenew: true }, addDays(ends, 120))).toMatchObject({
      refusal: 'state-conflict',
    });
  });

  it('resumes after its end what was suspended over it, as long as it renews itself', () => {
    const over = left({ state: 'suspended' });
    const now = addDays(ends, 3);
    expect(subscriptionStatus(over, now)).toBe('expired');
    expect(changed(over, { status: 'active' }, now)).toMatchObject({
      status: 'active',
      did: ['resumed', 'renewed'],
      endsAt: '2028-11-22T12:00:00.000Z',
    });
    const off = changed(over, { autoRenew: false }, now);
    expect(off).toMatchObject({ status: 'expired', did: ['renewalTurnedOff'] });
    expect(refused(off.subscription, { status: 'active' }, now)?.detail).toContain('renewal is off');
    expect(changed(off.subscription, { status: 'active', autoRenew: true }, now)).toMatchObject({
      status: 'active',
      did: ['renewalTurnedOn', 'renewed'],
    });
    expect(refused(over, { status: 'active', autoRenew: false }, now)).toMatchObject({ refusal: 'state-conflict' });
  });

  it.each([
    ['a trial', trial, 'buying'],
    ['what was prepaid', prepaid, 'product key'],
  ])('lets %s not renew itself, nor go on after its end by being resumed', (_what, before, reason) => {
    expect(refused(before, { autoRenew: true })?.detail).toContain(reason);
    const later = addDays(new Date(before.endsAt), 1);
    expect(refused(before, { status: 'active' }, later)?.detail).toContain(reason);
  });

  it('does several things as one, what opens the way first and what closes it last', () => {
    const suspended = left({ state: 'suspended' });
    expect(changed(suspended, { status: 'active', quantity: 9 })).toMatchObject({
      status: 'active',
      quantity: 9,
      did: ['resumed', 'quantityChanged'],
      subscription: { revision: 2 },
    });
    expect(changed(bought, { status: 'suspended', quantity: 9, autoRenew: false })).toMatchObject({
      status: 'suspended',
      did: ['renewalTurnedOff', 'quantityChanged', 'suspended'],
    });
  });

  it('does none of several things where one cannot be', () => {
    expect(refused(left({ state: 'suspended' }), { quantity: 9, autoRenew: false })).toMatchObject({
      refusal: 'state-conflict',
    });
  });

  it.each([
    [{ status: 'cancelled', autoRenew: true }, 'autoRenew'],
    [{ status: 'expired' }, 'status'],
    [{ quantity: 1.5 }, 'quantity'],
    [{ quantity: '5' }, 'quantity'],
    [{ autoRenew: 'yes' }, 'autoRenew'],
    [{ endsAt: noon.toISOString() }, undefined],
  ])('that nobody could mean is not valid: %j', (asked, field) => {
    const parsed = SubscriptionEdit.safeParse(asked);
    expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});
