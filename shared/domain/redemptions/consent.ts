/** What a customer agreed to, kept for years: the subject, a hash and the version of the exact text they saw, its language, who, and when. */
import * as z from 'zod';
import { documentId, documentOf, sortKeyOf } from '../document';
import { shownBeside } from '../shown-domains';
import { Language, Timestamp } from '../text';

export const ConsentSubject = z.enum(['terms', 'delegatedAdministration', 'partnerOfRecord']);
export type ConsentSubject = z.infer<typeof ConsentSubject>;

export const GivenConsent = z.object({
  subject: ConsentSubject,
  given: z.boolean(),
  /** SHA-256 of the text, base64url. */
  textHash: z.string(),
  /** Which words it was, and their version; consents from before there were versions leave it out. */
  version: z.string().optional(),
});
export type GivenConsent = z.infer<typeof GivenConsent>;

export const Consent = documentOf('consent', {
  ...GivenConsent.shape,
  sortKey: z.string(),
  customerId: z.string(),
  /** The answer to an offer that it was given with; */
  redemptionId: z.string().optional(),
  offerId: z.string().optional(),
  /** or the use of product keys that it was asked for with, and, of a partner of record, for which subscription. */
  applicationId: z.string().optional(),
  subscriptionId: z.string().optional(),
  /** The offer's number and what it was about; consents from before they said so leave it out. */
  summaryId: z.string().optional(),
  productIds: z.array(z.string()).optional(),
  /** For how long delegation was asked for; for good when left out. */
  delegationDays: z.int().optional(),
  language: Language,
  /** Whose mailbox confirmed it; consents from before they said so are told by their redemption. */
  by: z.object({ name: z.string(), email: z.string() }).optional(),
  /** When the form was submitted, and when the mailed code confirmed it. */
  givenAt: Timestamp,
  confirmedAt: Timestamp,
});
export type Consent = z.infer<typeof Consent>;

type NewConsent = Omit<
  Consent,
  'id' | 'type' | 'schemaVersion' | 'sortKey' | 'ttl' | 'redemptionId' | 'offerId' | 'applicationId' | 'subscriptionId'
> &
  (
    | { readonly redemptionId: string; readonly offerId: string }
    | { readonly applicationId: string; readonly subscriptionId?: string }
  );

/** The consent that a confirmed redemption leaves behind, or the answer to what was asked for with product keys. */
export function recordConsent(details: NewConsent): Consent {
  const id =
    'redemptionId' in details
      ? documentId('consent', details.redemptionId, details.subject)
      : documentId(
          'consent',
          details.applicationId,
          details.subject,
          ...(details.subscriptionId === undefined ? [] : [details.subscriptionId]),
        );
  return { id, type: 'consent', schemaVersion: 1, sortKey: sortKeyOf(details.confirmedAt, id), ...details };
}

/** What the API says of a consent. */
export function consentView(consent: Consent) {
  const { subject, given, version, textHash, language, by, givenAt, confirmedAt } = consent;
  const { redemptionId, offerId, applicationId, subscriptionId } = consent;
  const { summaryId, productIds = [], delegationDays } = consent;
  return {
    id: consent.id.slice(consent.id.indexOf(':') + 1),
    subject,
    given,
    version,
    textHash,
    language,
    delegationDays,
    ...(by ? { by: { ...by, ...shownBeside({ email: by.email }) } } : {}),
    redemptionId,
    offerId,
    applicationId,
    subscriptionId,
    summaryId,
    productIds,
    givenAt,
    confirmedAt,
  };
}
