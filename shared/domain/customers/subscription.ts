/** A customer's subscription, as partner and customer agreed it; whether Microsoft has it yet is said by `provisioning`. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentId, documentOf, sortKeyOf } from '../document';
import { termMonthsOf, type Product } from '../product';
import { addDays, addMonths, Timestamp } from '../text';
import { waitingFor } from './lifecycle';
import { deletedAt, disabledAt, termEnd } from './term';

export const SubscriptionStatus = z.enum(['active', 'suspended', 'expired', 'disabled', 'cancelled', 'deleted']);
export type SubscriptionStatus = z.infer<typeof SubscriptionStatus>;

export const ProvisioningState = z.enum(['pending', 'done', 'failed']);

const Provisioning = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pending') }),
  z.object({ state: z.literal('done') }),
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
  /** The one before, when the customer ended that. */
  formerPartnerOfRecord: z.object({ partnerId: z.string(), since: Timestamp, endedAt: Timestamp }).optional(),
  provisioning: Provisioning,
  /** Microsoft's own id of the subscription; it stays when a trial that is set up there is bought. */
  reference: z.string().optional(),
  /** When time has something to do for it next; one from before time did anything leaves it out, until it is met (`walkSubscriptions`). */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
  /** The nominal date of the last step that time has done. */
  agedTo: Timestamp.optional(),
});
export type Subscription = z.infer<typeof Subscription>;

/** The document id of a subscription. */
export function subscriptionKey(subscriptionId: string): string {
  return documentId('subscription', subscriptionId);
}

interface NewSubscription {
  readonly partnerId: string;
  readonly subscriptionId: string;
  readonly customerId: string;
  readonly offerId: string;
  readonly product: Product;
  readonly now: Date;
}

/** A trial that starts now, with the partner on record for it. */
export function startTrial(details: NewSubscription): Subscription {
  const { product, now } = details;
  const endsAt = addDays(now, product.trialDays ?? limits.trial.days).toISOString();
  return start(details, { source: 'trial', quantity: product.minimum, endsAt, autoRenew: false });
}

/** What is bought starts now and renews itself, with the partner on record for it. */
export function startPurchase(details: NewSubscription & { readonly quantity: number }): Subscription {
  const { quantity, now } = details;
  return start(details, { source: 'purchase', quantity, endsAt: termFrom(now, details.product.id), autoRenew: true });
}

/** What product keys paid for starts now and renews nothing by itself; nobody is on record for it before its customer says so. */
export function startPrepaid(
  details: Omit<NewSubscription, 'offerId'> & { readonly quantity: number; readonly endsAt: string },
): Subscription {
  const { quantity, endsAt } = details;
  return { ...start(details, { source: 'productKey', quantity, endsAt, autoRenew: false }), partnerOfRecord: null };
}

/** A trial that is bought: the same subscription, with the partner on record for it again. */
export function convertTrial(details: Omit<NewSubscription, 'customerId'> & { readonly quantity: number }) {
  const { partnerId, subscriptionId, offerId, product, quantity, now } = details;
  const bought = {
    productId: product.id,
    source: 'purchase',
    quantity,
    state: 'active',
    endsAt: termFrom(now, product.id),
    autoRenew: true,
    offerId,
    partnerOfRecord: { partnerId, since: now.toISOString() },
    provisioning: { state: 'pending' },
  } as const satisfies Partial<Subscription>;
  const endsAnew = { ...bought, startsAt: now.toISOString() };
  return { id: subscriptionKey(subscriptionId), subscriptionId, bought, waits: waitingFor(endsAnew, now) };
}

function termFrom(now: Date, productId: string): string {
  return addMonths(now, termMonthsOf(productId)).toISOString();
}

function start(
  {
    partnerId,
    subscriptionId,
    customerId,
    offerId,
    product,
    now,
  }: Omit<NewSubscription, 'offerId'> & { offerId?: string },
  agreed: Pick<Subscription, 'source' | 'quantity' | 'endsAt' | 'autoRenew'>,
): Subscription {
  const startsAt = now.toISOString();
  const started = {
    id: subscriptionKey(subscriptionId),
    partnerId,
    type: 'subscription',
    schemaVersion: 1,
    subscriptionId,
    sortKey: sortKeyOf(startsAt, subscriptionId),
    revision: 1,
    customerId,
    ...(offerId === undefined ? {} : { offerId }),
    productId: product.id,
    ...agreed,
    state: 'active',
    startsAt,
    partnerOfRecord: { partnerId, since: startsAt },
    provisioning: { state: 'pending' },
  } as const;
  return { ...started, ...waitingFor(started, now) };
}

/** The subscription as it waits for what time does to it next; whoever changes its term or its state passes it through here. */
export function rescheduled(subscription: Subscription, now: Date): Subscription {
  const { queue: _queue, dueAt: _dueAt, ...rest } = subscription;
  // A clock that is behind the one by which a step was done does not let it be done again.
  const from = new Date(Math.max(now.getTime(), Date.parse(rest.agedTo ?? rest.startsAt)));
  return { ...rest, ...waitingFor(subscription, from) };
}

/** Whether a trial with that end is still there to be bought. */
export function isConvertible(trialEndsAt: string | undefined, now: Date): boolean {
  return trialEndsAt === undefined || now < deletedAt(trialEndsAt);
}

/** Where the subscription stands at this moment: after its end it is expired, then disabled, then deleted, on nominal dates. */
export function subscriptionStatus(subscription: Subscription, now: Date): SubscriptionStatus {
  return statusAt(subscription.state, termEnd(subscription, now), now);
}

/** The same of whatever people did to it, and the end of its term. */
export function statusAt(state: Subscription['state'], endsAt: string, now: Date): SubscriptionStatus {
  if (now >= deletedAt(endsAt)) return 'deleted';
  if (state === 'cancelled') return 'cancelled';
  if (now >= disabledAt(endsAt)) return 'disabled';
  if (now >= new Date(endsAt)) return 'expired';
  return state;
}

/** What the API says of a subscription. */
export function subscriptionView(subscription: Subscription, now: Date) {
  const {
    subscriptionId: id,
    productId,
    source,
    quantity,
    startsAt,
    autoRenew,
    partnerOfRecord,
    reference,
  } = subscription;
  const status = subscriptionStatus(subscription, now);
  const endsAt = termEnd(subscription, now);
  const provisioning = { ...subscription.provisioning, ...(reference === undefined ? {} : { reference }) };
  return { id, productId, source, quantity, status, startsAt, endsAt, autoRenew, partnerOfRecord, provisioning };
}
