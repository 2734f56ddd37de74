/** What the pages of customers say to programs: links, access pages, passwords and the desk of a service request. */
import * as z from 'zod';
import { Contact } from '../domain/customers/customer';
import { DelegationPeriod } from '../domain/delegation-period';
import { OfferKind } from '../domain/offers/offer';
import { ConsentSubject } from '../domain/redemptions/consent';
import { ResetState, SecondFactor } from '../domain/passwords/password-reset';
import { EndedBy } from '../domain/ended-by';
import { Language, Timestamp } from '../domain/text';
import { customer, subscription } from './customers';
import { agreedSubscription } from './offers';
import { named, partnerCard, whoIs } from './parts';

export const openedOffer = z.object({
  kind: OfferKind,
  status: z.string(),
  summaryId: z.string(),
  partner: partnerCard,
  usageLocation: z.string(),
  lines: z.array(
    z.object({
      productId: z.string(),
      productName: z.string(),
      quantity: z.int(),
      trialDays: z.int().optional(),
      purchase: z.object({ termMonths: z.int(), minimum: z.int(), maximum: z.int() }).optional(),
    }),
  ),
  delegatedAdministration: z.boolean(),
  delegationDays: z.int().optional(),
  language: Language,
  introduction: z.string().optional(),
  closing: z.string().optional(),
  expiresAt: Timestamp,
  terms: z.string(),
  delegatedAdministrationTerms: z.string().optional(),
  redemptions: z.string().optional(),
  delegation: z.string().optional(),
});
named.add(openedOffer, {
  id: 'OpenedOffer',
  description: 'An offer as whoever holds its link sees it, with the texts that are agreed to.',
});

const awaiting = z.object({ redemptionId: z.string(), status: z.literal('awaitingConfirmation'), sentTo: z.string() });

const confirmed = z.object({
  redemptionId: z.string(),
  status: z.literal('confirmed'),
  confirmedAt: Timestamp,
  subscriptions: z.array(agreedSubscription),
  delegatedAdministration: z.boolean(),
  delegation: DelegationPeriod.optional(),
});

export const answered = z.discriminatedUnion('status', [awaiting, confirmed]);
named.add(answered, {
  id: 'Answered',
  description: 'An answer that waits for the mailed code, or that was confirmed with it.',
});

export const receipt = confirmed.extend({ summaryId: z.string(), accessUrl: z.string() });
named.add(receipt, { id: 'Receipt', description: 'What was agreed.' });

export const shownRedemption = z.discriminatedUnion('status', [awaiting, receipt]);

export const declined = z.object({ redemptionId: z.string(), status: z.literal('declined') });
export const passedOn = z.object({ requestId: z.string(), status: z.literal('passedOn') });
export const awaitingProof = z.object({
  redemptionId: z.string(),
  status: z.literal('awaitingProof'),
  sentTo: z.string(),
  confirmation: z.string(),
});
export const claimed = z.object({ redemptionId: z.string(), status: z.literal('claimed'), takesEffectAt: Timestamp });

const locked = z.object({
  status: z.literal('locked'),
  partner: partnerCard,
  number: z.string().optional(),
  notes: z.string().optional(),
  codes: z.string(),
  session: z.string(),
});

export const codeAsked = z.object({ status: z.literal('awaitingCode'), session: z.string() });
export const opened = z.object({ status: z.literal('open'), expiresAt: Timestamp });

const accessConsent = z.object({
  subject: ConsentSubject,
  given: z.boolean(),
  version: z.string().optional(),
  textHash: z.string(),
  by: z.object({ name: z.string(), email: z.string() }).optional(),
  delegationDays: z.int().optional(),
  summaryId: z.string().optional(),
  applicationId: z.string().optional(),
  subscriptionId: z.string().optional(),
  products: z.array(z.object({ productId: z.string(), name: z.string() })),
  language: Language,
  givenAt: Timestamp,
  confirmedAt: Timestamp,
});

const openAccessPage = z.object({
  status: z.literal('open'),
  partner: partnerCard,
  customer: z.object({
    ...whoIs,
    delegation: customer.shape.delegation,
    claim: z.object({ contact: Contact, claimedAt: Timestamp, takesEffectAt: Timestamp }).optional(),
  }),
  subscriptions: z.array(subscription),
  asks: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['delegatedAdministration', 'partnerOfRecord']),
      subscriptionId: z.string().optional(),
      productId: z.string().optional(),
      answer: z.string(),
    }),
  ),
  serviceRequests: z.array(
    z.object({
      number: z.string(),
      title: z.string(),
      status: z.string(),
      notes: z.array(z.object({ text: z.string(), at: Timestamp })),
    }),
  ),
  deeds: z.array(z.object({ at: Timestamp, action: z.string(), by: EndedBy })),
  consents: z.array(accessConsent),
});

export const accessPage = z.discriminatedUnion('status', [locked, openAccessPage]);
named.add(accessPage, {
  id: 'AccessPage',
  description: 'Locked: where a code is asked for. Open: what the customer agreed to, and what it can end.',
});

export const lockedPage = locked;

export const awaitingCodes = z.object({
  status: z.literal('awaitingCodes'),
  sentTo: z.array(z.string()),
  confirmation: z.string(),
  codeResends: z.string(),
});
export const administratorChanged = z.object({ status: z.literal('changed'), contact: Contact, changedAt: Timestamp });
export const claimStopped = z.object({ claim: z.null() });
export const delegationEnded = z.object({ delegation: customer.shape.delegation });
export const askAnswered = z.object({
  id: z.string(),
  kind: z.enum(['delegatedAdministration', 'partnerOfRecord']),
  given: z.boolean(),
  applicationId: z.string(),
  subscriptionId: z.string().optional(),
  productId: z.string().optional(),
  answeredAt: Timestamp,
});

export const reveal = z.object({
  status: ResetState,
  expiresAt: Timestamp.optional(),
  secondFactor: SecondFactor.optional(),
});
export const stop = z.object({ stopped: z.boolean(), partner: z.object({ name: z.string() }) });
export const revealCodeAsked = z.object({ status: z.literal('awaitingCode') });
