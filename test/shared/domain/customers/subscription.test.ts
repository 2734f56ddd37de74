import * as fc from 'fast-check';
import {
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
