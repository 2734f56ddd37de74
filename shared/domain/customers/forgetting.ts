/** When a customer's people are to be forgotten although nobody asked for it: years after the last of what partner and customer had to do with each other. */
import { limits } from '../../catalogue/limits';
import { isPseudonym } from '../pseudonym-address';
import { addMonths } from '../text';
import type { Customer } from './customer';
import { delegationNow } from './delegation';
import { subscriptionStatus, type Subscription } from './subscription';
import { deletedAt, termEnd } from './term';

const { years } = limits.customersKept;

/** Whether a moment is so long ago that whoever was not heard of since is forgotten. */
function isLongAgo(at: string, now: Date): boolean {
  return addMonths(new Date(at), years * 12) <= now;
}

/** Whether a customer can be one that is forgotten, by its record alone. */
export function mayBeForgotten(customer: Customer, now: Date): boolean {
  const delegation = delegationNow(customer, now);
  if (delegation.status === 'active' || isPseudonym(customer.contact.email)) return false;
  return isLongAgo(customer.createdAt, now) && (delegation.status === 'none' || isLongAgo(delegation.endedAt, now));
}

/** Whether it is: nothing that it has, or last had, and no answer of it, is from since. */
export function isForgotten(
  customer: Customer,
  since: { readonly subscriptions: readonly Subscription[]; readonly answeredAt: string | undefined },
  now: Date,
): boolean {
  if (!mayBeForgotten(customer, now)) return false;
  if (since.answeredAt !== undefined && !isLongAgo(since.answeredAt, now)) return false;
  return since.subscriptions.every((subscription) => {
    const status = subscriptionStatus(subscription, now);
    if (status === 'cancelled') return isLongAgo(subscription.endsAt, now);
    return status === 'deleted' && isLongAgo(deletedAt(termEnd(subscription, now)).toISOString(), now);
  });
}
