import { isShown, mayAct, mayBeServed, type Act } from '../../../../shared/domain/customers/acting';
import type { Customer } from '../../../../shared/domain/customers/customer';
import { createGlobalAdministrator, type User } from '../../../../shared/domain/partners/user';
import type { Authorization } from '../../../../shared/domain/partners/partner';
import { ok } from '../../../../shared/domain/refusal';
import { aCustomer, after, aPartner } from '../../../redemption-samples';
import { noon, tenants } from '../../../world';

const since = noon.toISOString();
const until = after(86_400).toISOString();
const delegations = {
  none: { status: 'none' },
  active: { status: 'active', since, delegationId: 'd1' },
  toItsEnd: { status: 'active', since, until, delegationId: 'd1' },
  ended: { status: 'ended', since, endedAt: since, endedBy: 'customer' },
} as const satisfies Record<string, Customer['delegation']>;

const own = { source: 'purchase', offerId: 'o1' } as const;
const byKey = { source: 'productKey' } as const;
const foreign = { source: 'purchase' } as const;

const user = (supportedCompanies: User['supportedCompanies']): User => ({
  ...createGlobalAdministrator({
    partnerId: tenants.northwind,
    person: { userId: 'u', name: 'U', email: 'u@northwind.example' },
    now: noon,
  }),
  supportedCompanies,
});

/** Judges once it is asked: a mutant of the rule is in place then, not when the table of cases is made. */
function judged(
  act: Act,
  access: User['supportedCompanies'],
  delegation: keyof typeof delegations,
  authorizations: readonly Authorization[] = ['subscriptionAdvisor', 'delegatedAdministration'],
  now = noon,
) {
  const partner = aPartner({ authorizations: [...authorizations] });
  const customer = aCustomer({ delegation: delegations[delegation] });
  return () => mayAct(act, { user: user(access), partner, customer, now });
}

const manage: Act = { kind: 'manageSubscription', subscription: own };
const serve: Act = { kind: 'serveRequests', subscriptions: [foreign, byKey] };
const reset: Act = { kind: 'resetPassword', target: 'nobody' };
const provider = ['serviceProvider'] as const;

describe('who may act for a customer', () => {
  it.each([
    ['manages subscriptions with full access and delegation', judged(manage, 'full', 'active'), 'delegation'],
    ['manages any of them then', judged({ ...manage, subscription: foreign }, 'full', 'active'), 'delegation'],
    ['manages its own as a service provider', judged(manage, 'full', 'ended', provider), 'serviceProvider'],
    [
      'manages what came by its key as one',
      judged({ ...manage, subscription: byKey }, 'full', 'none', provider),
      'serviceProvider',
    ],
    ['serves requests with limited access and delegation', judged(serve, 'limited', 'active'), 'delegation'],
    [
      'serves requests as a service provider with one of its own',
      judged(serve, 'limited', 'none', provider),
      'serviceProvider',
    ],
    ['sees users with limited access', judged({ kind: 'seeUsers' }, 'limited', 'active'), 'delegation'],
    ['resets passwords with limited access', judged(reset, 'limited', 'active'), 'delegation'],
    [
      'resets those of password administrators with it',
      judged({ ...reset, target: 'passwords' }, 'limited', 'toItsEnd'),
      'delegation',
    ],
    ['resets anybody’s with full access', judged({ ...reset, target: 'more' }, 'full', 'active'), 'delegation'],
    ['ends delegation with full access, whatever it is', judged({ kind: 'endDelegation' }, 'full', 'none'), 'access'],
  ])('%s', (_who, judge, by) => {
    expect(judge()).toEqual(ok(by));
  });

  it.each([
    ['subscriptions with limited access', judged(manage, 'limited', 'active'), 'full access'],
    ['subscriptions without access', judged(manage, 'none', 'active'), 'supportedCompanies is none'],
    ['subscriptions of who delegated nothing', judged(manage, 'full', 'none'), 'delegation is none'],
    ['subscriptions once it has ended', judged(manage, 'full', 'ended'), since],
    ['subscriptions as no service provider', judged(manage, 'full', 'ended'), 'authorization serviceProvider'],
    [
      'another’s subscription as a service provider',
      judged({ ...manage, subscription: foreign }, 'full', 'none', provider),
      'did not come',
    ],
    [
      'requests with nothing of its own',
      judged({ ...serve, subscriptions: [foreign] }, 'full', 'none', provider),
      'none of its',
    ],
    ['users of who delegated nothing', judged({ kind: 'seeUsers' }, 'full', 'none', provider), 'is none).'],
    ['requests without access', judged(serve, 'none', 'active'), 'supportedCompanies'],
    ['passwords as a service provider alone', judged(reset, 'full', 'none', provider), 'delegation is none'],
    [
      'passwords of administrators with limited access',
      judged({ ...reset, target: 'more' }, 'limited', 'active'),
      'supportedCompanies is limited',
    ],
    ['passwords at the very moment of its end', judged(reset, 'full', 'toItsEnd', undefined, new Date(until)), until],
    ['the end with limited access', judged({ kind: 'endDelegation' }, 'limited', 'active'), 'full access'],
    ['anything as an advisor alone', judged(manage, 'full', 'active', ['subscriptionAdvisor']), 'authorization'],
  ])('refuses %s, and says what is missing', (_what, judge, missing) => {
    const result = judge();
    expect(result).toMatchObject({ ok: false, refusal: 'forbidden' });
    expect(!result.ok && result.detail).toContain(missing);
  });
});

it('keeps records as a global administrator whatever became of delegation; others only while they may act', () => {
  const keep = { kind: 'keepRecords', subscriptions: [byKey] } as const;
  const as = (companyRole: User['companyRole'], delegation: keyof typeof delegations, authorizations = provider) =>
    mayAct(keep, {
      user: { ...user('full'), companyRole },
      partner: aPartner({ authorizations: [...authorizations] }),
      customer: aCustomer({ delegation: delegations[delegation] }),
      now: noon,
    });
  expect(as('globalAdministrator', 'none')).toEqual(ok('access'));
  expect(as('none', 'active')).toEqual(ok('delegation'));
  expect(as('none', 'ended')).toEqual(ok('serviceProvider'));
  expect(
    mayAct(
      { ...keep, subscriptions: [foreign] },
      {
        user: { ...user('full'), companyRole: 'none' },
        partner: aPartner({ authorizations: [...provider] }),
        customer: aCustomer(),
        now: noon,
      },
    ),
  ).toMatchObject({
    refusal: 'forbidden',
    detail: expect.stringMatching(/none of its subscriptions.*global administrator of your company can/u) as string,
  });
});

it('lets the desk serve whom its partner may serve', () => {
  const served = (authorizations: readonly Authorization[], delegation: keyof typeof delegations, from = foreign) =>
    mayBeServed(
      {
        partner: aPartner({ authorizations: [...authorizations] }),
        customer: aCustomer({ delegation: delegations[delegation] }),
        now: noon,
      },
      [from],
    );
  expect(served(['delegatedAdministration'], 'active')).toEqual(ok('delegation'));
  expect(served(provider, 'active')).toEqual(ok('delegation'));
  expect(served(provider, 'none')).toMatchObject({
    refusal: 'forbidden',
    detail: expect.stringContaining('none of') as string,
  });
  expect(served(provider, 'none', own)).toEqual(ok('serviceProvider'));
  expect(served(['subscriptionAdvisor'], 'active')).toMatchObject({
    detail: expect.stringContaining('any more') as string,
  });
});

it('shows all of a customer’s subscriptions while delegation lasts, else the partner’s own', () => {
  const shown = (from: typeof own | typeof byKey | typeof foreign, delegation: keyof typeof delegations) =>
    isShown(from, aCustomer({ delegation: delegations[delegation] }), noon);
  expect([shown(foreign, 'active'), shown(foreign, 'ended')]).toEqual([true, false]);
  expect([shown(own, 'ended'), shown(byKey, 'none')]).toEqual([true, true]);
});
