/** A customer's subscription, as partner and customer agreed it; whether Microsoft has it yet is said by `provisioning`. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { documentOf, sortKeyOf } from './document';
import type { Product } from './product';
import { addDays, Timestamp } from './text';

export const SubscriptionStatus = z.enum(['active', 'suspended', 'expired', 'disabled', 'cancelled', 'deleted']);
export type SubscriptionStatus = z.infer<typeof SubscriptionStatus>;

const Provisioning = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pending') }),
  z.object({ state: z.literal('done'), reference: z.string() }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);

export const Subscription = documentOf('subscription', {
  subscriptionId: z.string(),
  sortKey: z.string(),
  revision: z.int(),
  customerId: z.string(),
  offerId: z.string().optional(),
  productId: z.string(),
  source: z.enum(['trial', 'purchase', 'productKey']),
  quantity: z.int(),
  /** What people did to it; expired, disabled and deleted follow from time. */
  state: z.enum(['active', 'suspended', 'cancelled']),
  startsAt: Timestamp,
  endsAt: Timestamp,
  autoRenew: z.boolean(),
  /** The partner whom the customer named as its partner of record. */
  partnerOfRecord: z.object({ partnerId: z.string(), since: Timestamp }).nullable(),
  provisioning: Provisioning,
});
export type Subscription = z.infer<typeof Subscription>;

/** The document id of a subscription. */
function subscriptionKey(subscriptionId: string): string {
  return `subscription:${subscriptionId}`;
}

/** A trial that starts now, with the partner on record for it. */
export function startTrial(details: {
  readonly partnerId: string;
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly offerId: string;
  readonly product: Product;
  readonly now: Date;
}): Subscription {
  const startsAt = details.now.toISOString();
  return {
    id: subscriptionKey(details.subscriptionId),
    partnerId: details.partnerId,
    type: 'subscription',
    schemaVersion: 1,
    subscriptionId: details.subscriptionId,
    sortKey: sortKeyOf(startsAt, details.subscriptionId),
    revision: 1,
    customerId: details.customerId,
    offerId: details.offerId,
    productId: details.product.id,
    source: 'trial',
    quantity: details.product.minimum,
    state: 'active',
    startsAt,
    endsAt: addDays(details.now, details.product.trialDays ?? limits.trial.days).toISOString(),
    autoRenew: false,
    partnerOfRecord: { partnerId: details.partnerId, since: startsAt },
    provisioning: { state: 'pending' },
  };
}

/** Where the subscription stands at this moment: after its end it is expired, then disabled, then deleted, on nominal dates. */
export function subscriptionStatus(subscription: Subscription, now: Date): SubscriptionStatus {
  const ends = new Date(subscription.endsAt);
  const disabled = addDays(ends, limits.subscription.expiredDays);
  const deleted = addDays(disabled, limits.subscription.disabledDays);
  if (now >= deleted) return 'deleted';
  if (subscription.state === 'cancelled') return 'cancelled';
  if (now >= disabled) return 'disabled';
  if (now >= ends) return 'expired';
  return subscription.state;
}

/** What the API says of a subscription. */
export function subscriptionView(subscription: Subscription, now: Date) {
  const {
    subscriptionId: id,
    productId,
    source,
    quantity,
    startsAt,
    endsAt,
    autoRenew,
    partnerOfRecord,
    provisioning,
  } = subscription;
  const status = subscriptionStatus(subscription, now);
  return { id, productId, source, quantity, status, startsAt, endsAt, autoRenew, partnerOfRecord, provisioning };
}
