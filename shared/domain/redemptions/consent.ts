/** What a customer agreed to, kept for years: the subject, a hash of the exact text they saw, its language, and when. */
import * as z from 'zod';
import { documentId, documentOf, sortKeyOf } from '../document';
import { Language, Timestamp } from '../text';

export const ConsentSubject = z.enum(['terms', 'delegatedAdministration']);
export type ConsentSubject = z.infer<typeof ConsentSubject>;

export const GivenConsent = z.object({
  subject: ConsentSubject,
  given: z.boolean(),
  /** SHA-256 of the text, base64url. */
  textHash: z.string(),
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
  language: Language,
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
