/** A customer's subscription, as partner and customer agreed it; whether Microsoft has it yet is said by `provisioning`. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentId, documentOf, sortKeyOf } from '../document';
import { termMonthsOf, type Product } from '../product';
import { ok, refuse, type Result } from '../refusal';
import { addDays, addMonths, Timestamp } from '../text';

export const SubscriptionStatus = z.enum(['active', 'suspended', 'expired', 'disabled', 'cancelled', 'deleted']);
export type SubscriptionStatus = z.infer<typeof SubscriptionStatus>;

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
});
export type Subscription = z.infer<typeof Subscription>;

/** A subscription whose customer has ended the role of partner of record. */
type SubscriptionOnItsOwn = Subscription & {
  readonly formerPartnerOfRecord: NonNullable<Subscription['formerPartnerOfRecord']>;
};

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
  return { id: subscriptionKey(subscriptionId), subscriptionId, bought };
}

function termFrom(now: Date, productId: string): string {
  return addMonths(now, termMonthsOf(productId)).toISOString();
}

function start(
  { partnerId, subscriptionId, customerId, offerId, product, now }: NewSubscription,
  agreed: Pick<Subscription, 'source' | 'quantity' | 'endsAt' | 'autoRenew'>,
): Subscription {
  const startsAt = now.toISOString();
  return {
    id: subscriptionKey(subscriptionId),
    partnerId,
    type: 'subscription',
    schemaVersion: 1,
    subscriptionId,
    sortKey: sortKeyOf(startsAt, subscriptionId),
    revision: 1,
    customerId,
    offerId,
    productId: product.id,
    ...agreed,
    state: 'active',
    startsAt,
    partnerOfRecord: { partnerId, since: startsAt },
    provisioning: { state: 'pending' },
  };
}

/** The customer no longer names the partner as partner of record; the subscription itself stays as it is. */
export function endPartnerOfRecord(subscription: Subscription, now: Date): Result<SubscriptionOnItsOwn> {
  const { partnerOfRecord, revision } = subscription;
  if (!partnerOfRecord) return refuse('state-conflict', { detail: 'This subscription has no partner of record.' });
  const formerPartnerOfRecord = { ...partnerOfRecord, endedAt: now.toISOString() };
  return ok({ ...subscription, revision: revision + 1, partnerOfRecord: null, formerPartnerOfRecord });
}

/** Whether a trial with that end is still there to be bought. */
export function isConvertible(trialEndsAt: string | undefined, now: Date): boolean {
  return trialEndsAt === undefined || now < deletedAt(trialEndsAt);
}

function deletedAt(endsAt: string): Date {
  return addDays(new Date(endsAt), limits.subscription.expiredDays + limits.subscription.disabledDays);
}

/** The end of the term that runs at this moment: what renews itself goes on by whole terms from its nominal date. */
function termEnd(subscription: Subscription, now: Date): string {
  const { productId, state, autoRenew, endsAt } = subscription;
  const nominal = new Date(endsAt);
  let ends = nominal;
  if (state === 'active' && autoRenew)
    for (let terms = 1; now >= ends; terms += 1) ends = renewed(subscription, nominal, terms * termMonthsOf(productId));
  return ends.toISOString();
}

/** Months are counted from where the first term began, so that a 29 February comes again: at the start, or when a trial was bought, since when the partner is on record. */
function renewed(
  { startsAt, partnerOfRecord, formerPartnerOfRecord }: Subscription,
  nominal: Date,
  months: number,
): Date {
  const begun = [startsAt, partnerOfRecord?.since, formerPartnerOfRecord?.since];
  const ends = begun.map((at) => addMonths(nominal, months, at === undefined ? nominal : new Date(at)).getTime());
  // From any other moment it is counted as if the last day of a short month had been meant.
  return new Date(Math.max(...ends));
}

/** Where the subscription stands at this moment: after its end it is expired, then disabled, then deleted, on nominal dates. */
export function subscriptionStatus(subscription: Subscription, now: Date): SubscriptionStatus {
  const endsAt = termEnd(subscription, now);
  const ends = new Date(endsAt);
  const disabled = addDays(ends, limits.subscription.expiredDays);
  if (now >= deletedAt(endsAt)) return 'deleted';
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
    autoRenew,
    partnerOfRecord,
    reference,
  } = subscription;
  const status = subscriptionStatus(subscription, now);
  const endsAt = termEnd(subscription, now);
  const provisioning = { ...subscription.provisioning, ...(reference === undefined ? {} : { reference }) };
  return { id, productId, source, quantity, status, startsAt, endsAt, autoRenew, partnerOfRecord, provisioning };
}
