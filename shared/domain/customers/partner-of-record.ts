/** The partner of record of a subscription: only its customer names one, and only its customer ends that. */
import type { Partner } from '../partners/partner';
import { ok, refuse, type Result } from '../refusal';
import { rescheduled, subscriptionStatus, type Subscription } from './subscription';

type PartnerOfRecord = NonNullable<Subscription['partnerOfRecord']>;

/** A subscription whose customer has named a partner of record. */
type SubscriptionOnRecord = Subscription & { readonly partnerOfRecord: PartnerOfRecord };

/** A subscription whose customer has ended the role of partner of record. */
type SubscriptionOnItsOwn = Subscription & {
  readonly formerPartnerOfRecord: NonNullable<Subscription['formerPartnerOfRecord']>;
};

/** The customer names the partner, which must be a subscription advisor, as partner of record of a subscription that is still there. Naming it again changes nothing. */
export function grantPartnerOfRecord(
  subscription: Subscription,
  partner: Pick<Partner, 'partnerId' | 'authorizations'>,
  now: Date,
): Result<SubscriptionOnRecord> {
  const { partnerOfRecord } = subscription;
  const { partnerId } = partner;
  if (partnerOfRecord) return ok({ ...subscription, partnerOfRecord });
  if (!isAdvisor(partner))
    return refuse('offer-unavailable', {
      detail: 'Only a subscription advisor can be partner of record (authorization subscriptionAdvisor).',
    });
  if (subscriptionStatus(subscription, now) === 'deleted')
    return refuse('state-conflict', { detail: 'This subscription has been deleted.' });
  // One from before time did anything begins to wait.
  const waiting = subscription.dueAt === undefined ? rescheduled(subscription, now) : subscription;
  const since = now.toISOString();
  return ok({ ...waiting, revision: subscription.revision + 1, partnerOfRecord: { partnerId, since } });
}

/** The customer no longer names the partner as partner of record; the subscription itself stays as it is. */
export function endPartnerOfRecord(subscription: Subscription, now: Date): Result<SubscriptionOnItsOwn> {
  const { partnerOfRecord, revision } = subscription;
  if (!partnerOfRecord) return refuse('state-conflict', { detail: 'This subscription has no partner of record.' });
  const formerPartnerOfRecord = { ...partnerOfRecord, endedAt: now.toISOString() };
  return ok({ ...subscription, revision: revision + 1, partnerOfRecord: null, formerPartnerOfRecord });
}

/** Whether the partner is told what changes about this subscription: while it is the partner of record, and a subscription advisor. */
export function isTold(
  partner: Pick<Partner, 'partnerId' | 'authorizations'>,
  { partnerOfRecord }: Pick<Subscription, 'partnerOfRecord'>,
): boolean {
  return partnerOfRecord?.partnerId === partner.partnerId && isAdvisor(partner);
}

function isAdvisor({ authorizations }: Pick<Partner, 'authorizations'>): boolean {
  return authorizations.includes('subscriptionAdvisor');
}
