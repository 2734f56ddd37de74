import * as fc from 'fast-check';
import { endPartnerOfRecord } from '../../../../shared/domain/customers/partner-of-record';
import {
  convertTrial,
  startPurchase,
  startTrial,
  subscriptionStatus,
  subscriptionView,
  type Subscription,
} from '../../../../shared/domain/customers/subscription';
import { findProduct } from '../../../../shared/domain/product';
import { addDays } from '../../../../shared/domain/text';
import { noon, tenants } from '../../../world';

const product = findProduct('microsoft-365-e5-trial');
if (!product) throw new Error('The catalogue has no such trial.');

const trial = startTrial({
  partnerId: tenants.northwind,
  subscriptionId: 's1',
  customerId: 'domain:contoso.example',
  offerId: 'o1',
  product,
  now: noon,
});
const ends = new Date(trial.endsAt);
const justBefore = (moment: Date) => new Date(moment.getTime() - 1);

describe('a trial', () => {
  it('lasts 30 days with 25 licences, and names the partner as partner of record', () => {
    expect(subscriptionView(trial, noon)).toEqual({
      id: 's1',
      productId: 'microsoft-365-e5-trial',
      source: 'trial',
      quantity: 25,
      status: 'active',
      startsAt: '2026-11-22T12:00:00.000Z',
      endsAt: '2026-12-22T12:00:00.000Z',
      autoRenew: false,
      partnerOfRecord: { partnerId: tenants.northwind, since: '2026-11-22T12:00:00.000Z' },
      provisioning: { state: 'pending' },
    });
  });
});

describe('the life of a subscription', () => {
  it.each([
    ['active', noon],
    ['active', justBefore(ends)],
    ['expired', ends],
    ['expired', justBefore(addDays(ends, 30))],
    ['disabled', addDays(ends, 30)],
    ['disabled', justBefore(addDays(ends, 120))],
    ['deleted', addDays(ends, 120)],
    ['deleted', addDays(ends, 4000)],
  ])('is %s at its nominal moment', (status, now) => {
    expect(subscriptionStatus(trial, now)).toBe(status);
  });

  it('shows a suspension only as long as the term runs', () => {
    const suspended: Subscription = { ...trial, state: 'suspended' };
    expect(subscriptionStatus(suspended, noon)).toBe('suspended');
    expect(subscriptionStatus(suspended, ends)).toBe('expired');
  });

  it('stays cancelled until it is deleted', () => {
    const cancelled: Subscription = { ...trial, state: 'cancelled' };
    expect(subscriptionStatus(cancelled, addDays(ends, 40))).toBe('cancelled');
    expect(subscriptionStatus(cancelled, addDays(ends, 120))).toBe('deleted');
  });

  it('goes one way', () => {
    const order = ['active', 'expired', 'disabled', 'deleted'];
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), (days, more) => {
        const earlier = order.indexOf(subscriptionStatus(trial, addDays(noon, days)));
        const later = order.indexOf(subscriptionStatus(trial, addDays(noon, days + more)));
        expect(later).toBeGreaterThanOrEqual(earlier);
      }),
    );
  });
});

describe('what renews itself', () => {
  const bought = findProduct('microsoft-365-e5');
  if (!bought) throw new Error('The catalogue has no such product.');
  const details = { ...trial, product: bought, quantity: 5, offerId: 'o2' };
  const endsAt = (subscription: Subscription, now: string) => subscriptionView(subscription, new Date(now)).endsAt;

  it.each([
    ['2028-02-29T09:30:00.000Z', '2028-06-01', '2029-02-28'],
    ['2028-02-29T09:30:00.000Z', '2029-06-01', '2030-02-28'],
    ['2028-02-29T09:30:00.000Z', '2031-02-28', '2031-02-28'],
    ['2028-02-29T09:30:00.000Z', '2031-03-01', '2032-02-29'],
    ['2028-02-29T09:30:00.000Z', '2032-03-01', '2033-02-28'],
    ['2096-02-29T09:30:00.000Z', '2103-06-01', '2104-02-29'],
    ['2028-02-28T09:30:00.000Z', '2031-03-01', '2032-02-28'],
    ['2027-03-31T09:30:00.000Z', '2031-06-01', '2032-03-31'],
  ])('from %s ends, seen on %s, on %s', (start, now, ends) => {
    const subscription = startPurchase({ ...details, now: new Date(start) });
    expect(endsAt(subscription, `${now}T00:00:00.000Z`)).toBe(`${ends}T09:30:00.000Z`);
    const alone = endPartnerOfRecord(subscription, new Date(start));
    if (!alone.ok) throw new Error('It has a partner of record.');
    expect(endsAt(alone.value, `${now}T00:00:00.000Z`)).toBe(`${ends}T09:30:00.000Z`);
  });

  it('and was a trial counts from the day when it was bought', () => {
    const before: Subscription = { ...trial, startsAt: '2028-02-10T09:30:00.000Z' };
    const converted = convertTrial(before, { ...details, now: new Date('2028-02-29T09:30:00.000Z') });
    expect(endsAt(converted, '2028-06-01T00:00:00.000Z')).toBe('2029-02-28T09:30:00.000Z');
    expect(endsAt(converted, '2031-06-01T00:00:00.000Z')).toBe('2032-02-29T09:30:00.000Z');
  });

  it('and whose end was set by other means goes on from that', () => {
    const moved: Subscription = {
      ...startPurchase({ ...details, now: new Date('2028-02-29T09:30:00.000Z') }),
      endsAt: '2029-02-28T10:00:00.000Z',
    };
    expect(endsAt(moved, '2031-06-01T00:00:00.000Z')).toBe('2032-02-28T10:00:00.000Z');
  });
});
