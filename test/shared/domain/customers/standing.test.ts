import { createCustomer, customerIdOfDomain } from '../../../../shared/domain/customers/customer';
import {
  endsNext,
  statusesNow,
  trialEndsBy,
  waitsForSetUp,
  withSubscriptions,
} from '../../../../shared/domain/customers/standing';
import { addDays } from '../../../../shared/domain/text';

const now = new Date('2026-03-01T00:00:00.000Z');
const inDays = (days: number) => addDays(now, days).toISOString();

const customer = (companyName = 'Contoso', domain = 'contoso.example') =>
  createCustomer({
    partnerId: 'partner',
    customerId: customerIdOfDomain(domain),
    companyName,
    primaryDomain: domain,
    country: 'IL',
    contact: { name: 'Dana', email: `dana@${domain}` },
    language: 'en',
    now,
  });

const written = (subscriptionId: string, fields: Partial<Parameters<typeof withSubscriptions>[1][number]> = {}) => ({
  subscriptionId,
  productId: 'some-product',
  source: 'purchase' as const,
  state: 'active' as const,
  endsAt: inDays(200),
  autoRenew: false,
  provisioning: { state: 'done' as const },
  ...fields,
});

describe('what a customer’s record tells of its subscriptions', () => {
  it.each([
    ['active', written('a')],
    ['active', written('a', { autoRenew: true, endsAt: inDays(-500) })],
    ['suspended', written('a', { state: 'suspended' })],
    ['expired', written('a', { endsAt: inDays(0) })],
    ['expired', written('a', { endsAt: inDays(-29), state: 'suspended', autoRenew: true })],
    ['disabled', written('a', { endsAt: inDays(-30) })],
    ['deleted', written('a', { endsAt: inDays(-120) })],
    ['cancelled', written('a', { state: 'cancelled', endsAt: inDays(-40) })],
    ['deleted', written('a', { state: 'cancelled', endsAt: inDays(-120) })],
  ])('says that it has one that is %s', (status, subscription) => {
    const known = withSubscriptions(customer(), [subscription], now);
    expect(known.standing?.statuses).toEqual([status]);
    expect([...statusesNow(known, now)]).toEqual([status]);
  });

  it('keeps what it told of the others', () => {
    const one = withSubscriptions(customer(), [written('a'), written('b', { endsAt: inDays(-1) })], now);
    const both = withSubscriptions(one, [written('a', { state: 'suspended' })], now);
    expect(both.standing?.statuses).toEqual(['expired', 'suspended']);
  });

  it('says when time changes it, also what was written for a later moment', () => {
    const known = withSubscriptions(customer(), [written('a', { endsAt: inDays(10) })], now);
    expect(known.standing?.changesAt).toBe(inDays(10));
    expect([...statusesNow(known, addDays(now, 10))]).toEqual(['expired']);
    expect(withSubscriptions(known, [], addDays(now, 10)).standing?.changesAt).toBe(inDays(40));
    expect(withSubscriptions(known, [], addDays(now, 40)).standing?.changesAt).toBe(inDays(130));
    expect(withSubscriptions(known, [], addDays(now, 130)).standing?.changesAt).toBeUndefined();
  });

  it('finds what ends next among what runs and what is in its grace, and nothing that renews itself or was cancelled', () => {
    const known = withSubscriptions(
      customer(),
      [
        written('later', { endsAt: inDays(50) }),
        written('renews', { endsAt: inDays(1), autoRenew: true }),
        written('cancelled', { endsAt: inDays(2), state: 'cancelled' }),
        written('grace', { endsAt: inDays(-29), productId: 'past' }),
        written('disabled', { endsAt: inDays(-30) }),
      ],
      now,
    );
    expect(endsNext(known, now)).toEqual({ subscriptionId: 'grace', productId: 'past', endsAt: inDays(-29) });
    expect(endsNext(known, addDays(now, 1))).toMatchObject({ subscriptionId: 'later' });
    expect(endsNext(known, addDays(now, 80))).toBeUndefined();
  });

  it('tells trials that end, and what waits to be set up as long as it goes on', () => {
    const known = withSubscriptions(
      customer(),
      [
        written('trial', { source: 'trial', endsAt: inDays(6), provisioning: { state: 'pending' } }),
        written('bought', { source: 'purchase', endsAt: inDays(1) }),
      ],
      now,
    );
    expect(known.standing).toMatchObject({ trialEndsAt: inDays(6), waiting: true });
    expect(trialEndsBy(known, addDays(now, 5), now)).toBe(false);
    expect(trialEndsBy(known, addDays(now, 6), now)).toBe(true);
    expect(trialEndsBy(known, addDays(now, 9), addDays(now, 6))).toBe(false);
    expect(waitsForSetUp(known, now)).toBe(true);
    expect(waitsForSetUp(known, addDays(now, 6))).toBe(false);
  });

  it('stands in the order of names and of ends: by end first, then the newest', () => {
    const ends = (days: number, domain: string) =>
      withSubscriptions(customer('x', domain), [written('a', { endsAt: inDays(days) })], now).places?.ends ?? '';
    const without = (createdAt: string, domain: string) =>
      withSubscriptions({ ...customer('x', domain), createdAt }, [], now).places?.ends ?? '';
    const inOrder = [
      ends(-3, 'a.example'),
      ends(4, 'b.example'),
      ends(900, 'c.example'),
      without(inDays(-1), 'd.example'),
      without(inDays(-2), 'e.example'),
    ];
    expect([...inOrder].sort()).toEqual(inOrder);
    const names = ['2 Birds', 'Ádatum', 'adatum b', 'Zeta', 'אבן', 'אבן גבירול', 'ירוק', '云峰'].map(
      (name) => customer(name).places?.name ?? '',
    );
    expect([...names].sort()).toEqual(names);
    expect(names.join('')).toMatch(/^[\t -~]*$/u);
  });

  it('tells of no more than a hundred, and those that go on before those that are over', () => {
    const many = Array.from({ length: 150 }, (_, index) =>
      written(`s${String(index).padStart(3, '0')}`, { endsAt: inDays(index < 60 ? -200 - index : index) }),
    );
    const told = withSubscriptions(customer(), many, now).subscriptions ?? {};
    expect(Object.keys(told)).toHaveLength(100);
    expect(many.slice(60).every(({ subscriptionId }) => subscriptionId in told)).toBe(true);
    expect(told).toHaveProperty('s000');
    expect(told).not.toHaveProperty('s059');
  });
});
