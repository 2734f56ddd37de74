/** The partner of record of a subscription: only its customer names one. */
import type { Partner } from '../partners/partner';
import { ok, refuse, type Result } from '../refusal';
import { subscriptionStatus, type Subscription } from './subscription';

type PartnerOfRecord = NonNullable<Subscription['partnerOfRecord']>;

/** A subscription whose customer has named a partner of record. */
type SubscriptionOnRecord = Subscription & { readonly partnerOfRecord: PartnerOfRecord };

/** The customer names the partner, which must be a subscription advisor, as partner of record of a subscription that is still there. Naming it again changes nothing. */
export function grantPartnerOfRecord(
  subscription: Subscription,
  partner: Pick<Partner, 'partnerId' | 'authorizations'>,
  now: Date,
): Result<SubscriptionOnRecord> {
  const { partnerOfRecord } = subscription;
  const { partnerId, authorizations } = partner;
  if (partnerOfRecord) return ok({ ...subscription, partnerOfRecord });
  if (!authorizations.includes('subscriptionAdvisor'))
    return refuse('offer-unavailable', {
      detail: 'Only a subscription advisor can be partner of record (authorization subscriptionAdvisor).',
    });
  if (subscriptionStatus(subscription, now) === 'deleted')
    return refuse('state-conflict', { detail: 'This subscription has been deleted.' });
  const since = now.toISOString();
  return ok({ ...subscription, revision: subscription.revision + 1, partnerOfRecord: { partnerId, since } });
}
