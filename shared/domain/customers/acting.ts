/** Whether a user of a partner may act for a customer now: one row for each kind of act, judged by the customer's own record. */
import type { Partner } from '../partners/partner';
import { lacks, type User } from '../partners/user';
import { ok, refuse, type Refused, type Result } from '../refusal';
import type { Customer } from './customer';
import { delegationNow } from './delegation';
import type { Subscription } from './subscription';

type Origin = Pick<Subscription, 'source' | 'offerId'>;

/** What somebody wants to do for a customer. */
export type Act =
  | { readonly kind: 'manageSubscription'; readonly subscription: Origin }
  /** Any of the customer's subscriptions may be what allows it. */
  | { readonly kind: 'serveRequests'; readonly subscriptions: readonly Origin[] }
  | { readonly kind: 'seeUsers' }
  /** Whose password: what the person administers at the customer. */
  | { readonly kind: 'resetPassword'; readonly target: 'nobody' | 'passwords' | 'more' }
  | { readonly kind: 'endDelegation' }
  /** Handing out, or erasing, all that is kept about a customer; any of its subscriptions may be what allows it. */
  | { readonly kind: 'keepRecords'; readonly subscriptions: readonly Origin[] };

/** What an act is allowed by: a use of delegation is marked as one, and is over as soon as delegation is. */
export type AllowedBy = 'delegation' | 'serviceProvider' | 'access';

interface Acting {
  readonly user: User;
  readonly partner: Partner;
  readonly customer: Pick<Customer, 'delegation'>;
  readonly now: Date;
}

/** Says what allows the act, or what it lacks. */
export function mayAct(act: Act, acting: Acting): Result<AllowedBy> {
  const { user, partner } = acting;
  const isHelp = act.kind === 'serveRequests' || act.kind === 'seeUsers' || act.kind === 'resetPassword';
  const supportedCompanies = isHelp ? 'limited' : 'full';
  const authorizations = ['delegatedAdministration', 'serviceProvider'] as const;
  const missing = lacks({ supportedCompanies, authorizations }, user, partner);
  if (missing) return missing;
  switch (act.kind) {
    case 'endDelegation':
      return ok('access');
    case 'keepRecords': {
      // What a company owes those whose data it keeps does not end with delegation: somebody must be able to answer them.
      if (user.companyRole === 'globalAdministrator') return ok('access');
      const judged = delegated(acting, act.subscriptions.some(cameFromPartner), 'none of its subscriptions came');
      return judged.ok
        ? judged
        : forbidden(`${judged.detail ?? ''} A global administrator of your company can do it all the same.`);
    }
    case 'manageSubscription':
      return delegated(acting, cameFromPartner(act.subscription), 'this subscription did not come');
    case 'serveRequests':
      return delegated(acting, act.subscriptions.some(cameFromPartner), 'none of its subscriptions came');
    case 'seeUsers':
      return delegated(acting);
    case 'resetPassword':
      return user.supportedCompanies === 'limited' && act.target === 'more'
        ? refuse('forbidden', {
            detail:
              'With limited access you reset passwords of people who are no administrators, and of password administrators (supportedCompanies is limited).',
          })
        : delegated(acting);
  }
}

/** Whether the partner's desk may look after the customer's requests: the same, of somebody who is no user of the partner. */
export function mayBeServed(
  acting: Omit<Acting, 'user'>,
  subscriptions: readonly Origin[],
): Result<Exclude<AllowedBy, 'access'>> {
  const { authorizations } = acting.partner;
  if (!authorizations.includes('delegatedAdministration') && !authorizations.includes('serviceProvider'))
    return forbidden('The partner may not look after customers any more.');
  return delegated(acting, subscriptions.some(cameFromPartner), 'none of its subscriptions came');
}

/** Delegation that is active allows it; where a service provider may too, a subscription that came from the partner itself does as well. */
function delegated(
  { partner, customer, now }: Omit<Acting, 'user'>,
  cameFromOwn?: boolean,
  butNot = '',
): Result<Exclude<AllowedBy, 'access'>> {
  const delegation = delegationNow(customer, now);
  if (delegation.status === 'active') return ok('delegation');
  const inactive =
    delegation.status === 'none'
      ? 'This customer has not delegated its administration to your company (delegation is none)'
      : `Delegated administration of this customer ended at ${delegation.endedAt} (delegation is ended)`;
  if (cameFromOwn === undefined) return forbidden(`${inactive}.`);
  if (!partner.authorizations.includes('serviceProvider'))
    return forbidden(`${inactive}, and your company is not a service provider (authorization serviceProvider).`);
  return cameFromOwn
    ? ok('serviceProvider')
    : forbidden(`${inactive}, and ${butNot} from an offer or product key of your company.`);
}

function forbidden(detail: string): Refused {
  return refuse('forbidden', { detail });
}

/** Whether a partner sees the subscription: all of a customer's while it administers the customer, else what the customer has from the partner itself. */
export function isShown(subscription: Origin, customer: Pick<Customer, 'delegation'>, now: Date): boolean {
  return delegationNow(customer, now).status === 'active' || cameFromPartner(subscription);
}

function cameFromPartner({ source, offerId }: Origin): boolean {
  return offerId !== undefined || source === 'productKey';
}
