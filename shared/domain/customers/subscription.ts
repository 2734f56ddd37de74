/** A customer's subscription, as partner and customer agreed it; whether Microsoft has it yet is said by `provisioning`. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentId, documentOf, sortKeyOf } from '../document';
import { termMonthsOf, type Product } from '../product';
import { addDays, addMonths, Timestamp } from '../text';
import { waitingFor } from './lifecycle';
import { deletedAt, termEnd } from './term';
import { statuses, timeSteps } from './transitions';

export const SubscriptionStatus = z.enum(statuses);
export type SubscriptionStatus = z.infer<typeof SubscriptionStatus>;

export const ProvisioningState = z.enum(['pending', 'done', 'failed']);

const Provisioning = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pending') }),
  z.object({ state: z.literal('done') }),
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);

/** A subscription as far as it can stand one way here and another way at Microsoft. */
export const AtMicrosoft = z.object({
  productId: z.string(),
  quantity: z.int(),
  state: z.enum(['active', 'suspended', 'cancelled']),
  autoRenew: z.boolean(),
});
export type AtMicrosoft = z.infer<typeof AtMicrosoft>;

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
  /** How Microsoft has it, as it was last said to be done; left out by what was never set up, and by what was before this was written down. */
  asSetUp: AtMicrosoft.optional(),
  /** The task that is to be done there, and the one that follows it when it is claimed and something else was agreed meanwhile. */
  tasks: z.object({ open: z.string(), following: z.string().optional() }).optional(),
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
export function convertTrial(
  trial: Subscription,
  {
    offerId,
    product,
    quantity,
    now,
  }: Pick<NewSubscription, 'offerId' | 'product' | 'now'> & { readonly quantity: number },
): Subscription {
  const bought: Subscription = {
    ...trial,
    revision: trial.revision + 1,
    productId: product.id,
    source: 'purchase',
    quantity,
    state: 'active',
    endsAt: termFrom(now, product.id),
    autoRenew: true,
    offerId,
    partnerOfRecord: { partnerId: trial.partnerId, since: now.toISOString() },
    provisioning: { state: 'pending' },
  };
  return { ...bought, ...waitingFor({ ...bought, startsAt: now.toISOString() }, now) };
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

/** Whether the trial that a customer has of a product is still there to be bought: until it is deleted, and unless it was cancelled. */
export function isConvertible(
  { trialEndsAt, trialIsOver }: { readonly trialEndsAt?: string | undefined; readonly trialIsOver?: true | undefined },
  now: Date,
): boolean {
  return trialIsOver !== true && (trialEndsAt === undefined || now < deletedAt(trialEndsAt));
}

/** Where the subscription stands at this moment, whatever timer has run. */
export function subscriptionStatus(subscription: Subscription, now: Date): SubscriptionStatus {
  return statusAt(subscription.state, termEnd(subscription, now), now);
}

/** The same of where it stood once, with the end of its term: as far as time has led it on since, by the table, each step on its nominal date. */
export function statusAt(status: SubscriptionStatus, endsAt: string, now: Date): SubscriptionStatus {
  const passed = timeSteps[status].find(({ to, days }) => to !== status && now >= addDays(new Date(endsAt), days));
  return passed ? statusAt(passed.to, endsAt, now) : status;
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
