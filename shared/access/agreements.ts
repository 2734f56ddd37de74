/** What a customer has through its partner, and what it has agreed to. */
import { KeyApplication } from '../domain/keys/key-application';
import { Subscription } from '../domain/customers/subscription';
import { Consent } from '../domain/redemptions/consent';
import type { Access, Ports } from '../ports';
import { wholeConsents, type WholeConsent } from '../store/whole-consents';
import { wholeList } from '../store/whole-list';
import { deedsOf, type Deed } from './deeds';
import { sharedRequestsOf, type SharedRequest } from './shared-requests';

export interface Agreements {
  readonly subscriptions: readonly Subscription[];
  /** Keys that were used for it, with what the partner asked for beside them. */
  readonly applications: readonly KeyApplication[];
  readonly consents: readonly WholeConsent[];
  /** What was done lately, by either side or by time. */
  readonly deeds: readonly Deed[];
  /** What is shared of the service requests raised for it. */
  readonly requests: readonly SharedRequest[];
}

/** Reads them all, newest first. */
export async function agreementsOf(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId, customerId }: Access,
): Promise<Agreements> {
  const own = { partition: partnerId, where: [{ field: 'customerId', equals: customerId }] } as const;
  const [subscriptions, applications, consents, deeds, requests] = await Promise.all([
    wholeList(partners, Subscription, { ...own, type: 'subscription' }),
    wholeList(partners, KeyApplication, { ...own, type: 'key-application' }),
    wholeList(partners, Consent, { ...own, type: 'consent' }),
    deedsOf({ partners }, { partnerId, customerId }),
    sharedRequestsOf({ partners }, { partnerId, customerId }),
  ]);
  const whole = await wholeConsents({ partners }, partnerId, consents);
  return { subscriptions, applications, consents: whole, deeds, requests };
}
