/** What of a customer's subscriptions comes to its end next. */
import { subscriptionStatus, type Subscription } from './subscription';
import { renewsItself } from './term';

/** The subscription that runs and ends before the others, with its end; nothing that renews itself ends. */
export function nextEnd(subscriptions: readonly Subscription[], now: Date) {
  const [next] = subscriptions
    .filter((one) => ['active', 'suspended'].includes(subscriptionStatus(one, now)) && !renewsItself(one))
    .toSorted((one, other) => (one.endsAt < other.endsAt ? -1 : 1));
  return next ? { subscriptionId: next.subscriptionId, productId: next.productId, endsAt: next.endsAt } : null;
}
