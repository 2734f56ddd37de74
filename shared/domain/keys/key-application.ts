/** Keys that were used together for one customer: what they did, and what the partner asks the customer for beside it. */
import * as z from 'zod';
import { delegationNow } from '../customers/delegation';
import type { Customer } from '../customers/customer';
import type { Subscription } from '../customers/subscription';
import { documentId, documentOf } from '../document';
import type { Partner } from '../partners/partner';
import { Timestamp } from '../text';
import { isLive, KeyEffectKind } from './key-effects';

const asked = {
  /** Names it among those of the application. */
  askId: z.string(),
  kind: z.enum(['delegatedAdministration', 'partnerOfRecord']),
  /** Of which subscription the partner would be on record. */
  subscriptionId: z.string().optional(),
  productId: z.string().optional(),
};

/** What the partner asks for, and only the customer gives: each on its own. */
const PartnerAsk = z.discriminatedUnion('state', [
  z.object({ ...asked, state: z.literal('pending') }),
  z.object({ ...asked, state: z.literal('answered'), given: z.boolean(), answeredAt: Timestamp }),
]);
type PartnerAsk = z.infer<typeof PartnerAsk>;
export type PendingAsk = Extract<PartnerAsk, { readonly state: 'pending' }>;
export type AnsweredAsk = Extract<PartnerAsk, { readonly state: 'answered' }>;

export const KeyApplication = documentOf('key-application', {
  applicationId: z.string(),
  sortKey: z.string(),
  customerId: z.string(),
  keys: z.array(
    z.object({
      keyId: z.string(),
      lastFive: z.string(),
      productId: z.string(),
      quantity: z.int(),
      termMonths: z.int(),
      effect: KeyEffectKind,
      subscriptionId: z.string(),
    }),
  ),
  /** The subscriptions in the order of the keys, as these left them. */
  lines: z.array(
    z.object({
      subscriptionId: z.string(),
      productId: z.string(),
      effect: KeyEffectKind,
      quantity: z.int(),
      endsAt: Timestamp,
    }),
  ),
  /** The subscription of which the administrator of a new customer has one licence. */
  licensedSubscriptionId: z.string().optional(),
  asks: z.array(PartnerAsk),
  /** Tells a repeated request from another one under the same Idempotency-Key. */
  fingerprint: z.string(),
  appliedBy: z.object({ userId: z.string(), name: z.string(), email: z.string() }),
  appliedAt: Timestamp,
});
export type KeyApplication = z.infer<typeof KeyApplication>;

/** The document id of an application. */
export function keyApplicationKey(applicationId: string): string {
  return documentId('key-application', applicationId);
}

type Asking = Pick<KeyApplication, 'asks' | 'sortKey' | 'appliedAt'>;

/** What the customer is still asked of these applications: each thing once, and not what it gives already, what is not there, or what the partner may not be given now. */
export function openAsks(
  applications: readonly Asking[],
  { status, authorizations }: Pick<Partner, 'status' | 'authorizations'>,
  customer: Pick<Customer, 'delegation'>,
  subscriptionOf: (subscriptionId: string) => Subscription | undefined,
  now: Date,
): readonly PendingAsk[] {
  if (status === 'suspended') return [];
  return unansweredAsks(applications).filter((ask) => {
    if (ask.kind === 'delegatedAdministration')
      return authorizations.includes('delegatedAdministration') && delegationNow(customer, now).status !== 'active';
    const subscription = subscriptionOf(ask.subscriptionId ?? '');
    if (!subscription || subscription.partnerOfRecord || !isLive(subscription, now)) return false;
    return authorizations.includes('subscriptionAdvisor');
  });
}

/** Of asks for the same thing the newest, unless one before it was answered since that one was asked. */
function unansweredAsks(applications: readonly Asking[]): readonly PendingAsk[] {
  return applications.flatMap(({ asks, sortKey, appliedAt }) =>
    asks.filter((ask): ask is PendingAsk => {
      const isOver = applications.some((other) =>
        other.asks.some(
          (one) =>
            one.kind === ask.kind &&
            one.subscriptionId === ask.subscriptionId &&
            (other.sortKey > sortKey || (one.state === 'answered' && one.answeredAt > appliedAt)),
        ),
      );
      return ask.state === 'pending' && !isOver;
    }),
  );
}

/** What the API says of an application; `subscriptions` are those of its lines as they are now. */
export function keyApplicationView(application: KeyApplication, subscriptions: readonly unknown[]) {
  const { applicationId, customerId, keys, asks, licensedSubscriptionId, appliedAt } = application;
  return {
    applicationId,
    customerId,
    subscriptions,
    keys: keys.map(({ keyId: id, ...key }) => ({ id, ...key })),
    ...(licensedSubscriptionId === undefined
      ? {}
      : { administratorLicence: { subscriptionId: licensedSubscriptionId } }),
    asks,
    appliedAt,
  };
}
