import { mayAct, type Act } from '../../../../shared/domain/customers/acting';
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

function judged(
  act: Act,
  access: User['supportedCompanies'],
  delegation: keyof typeof delegations,
  authorizations: readonly Authorization[] = ['subscriptionAdvisor', 'delegatedAdministration'],
  now = noon,
) {
  const partner = aPartner({ authorizations: [...authorizations] });
  const customer = aCustomer({ delegation: delegations[delegation] });
  return mayAct(act, { user: user(access), partner, customer, now });
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
    ['resets passwords with limited access', judged(reset, 'limited', 'active'), 'delegation'],
    [
      'resets those of password administrators with it',
      judged({ ...reset, target: 'passwords' }, 'limited', 'toItsEnd'),
      'delegation',
    ],
    ['resets anybody’s with full access', judged({ ...reset, target: 'more' }, 'full', 'active'), 'delegation'],
    ['ends delegation with full access, whatever it is', judged({ kind: 'endDelegation' }, 'full', 'none'), 'access'],
  ])('%s', (_who, result, by) => {
    expect(result).toEqual(ok(by));
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
  ])('refuses %s, and says what is missing', (_what, result, missing) => {
    expect(result).toMatchObject({ ok: false, refusal: 'forbidden' });
    expect(!result.ok && result.detail).toContain(missing);
  });
});
