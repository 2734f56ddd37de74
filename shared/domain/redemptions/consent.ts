/** What a customer agreed to, kept for years: the subject, a hash and the version of the exact text they saw, its language, who, and when. */
import * as z from 'zod';
import { documentId, documentOf, sortKeyOf } from '../document';
import { shownBeside } from '../shown-domains';
import { Language, Timestamp } from '../text';

export const ConsentSubject = z.enum(['terms', 'delegatedAdministration']);
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
  redemptionId: z.string(),
  offerId: z.string(),
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

/** The consent that a confirmed redemption leaves behind. */
export function recordConsent(details: Omit<Consent, 'id' | 'type' | 'schemaVersion' | 'sortKey' | 'ttl'>): Consent {
  const id = documentId('consent', details.redemptionId, details.subject);
  return { id, type: 'consent', schemaVersion: 1, sortKey: sortKeyOf(details.confirmedAt, id), ...details };
}

/** What the API says of a consent. */
export function consentView(consent: Consent) {
  const { subject, given, version, textHash, language, by, givenAt, confirmedAt } = consent;
  const { redemptionId, offerId, summaryId, productIds = [], delegationDays } = consent;
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
    summaryId,
    productIds,
    givenAt,
    confirmedAt,
  };
}
