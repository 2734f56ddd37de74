/** What the API says of products, offers, their mails and what customers answered. */
import * as z from 'zod';
import { Cloud } from '../domain/cloud';
import { DelegationPeriod } from '../domain/delegation-period';
import { Offer, OfferKind, OfferStatus } from '../domain/offers/offer';
import { RedemptionStatus } from '../domain/redemptions/redemption';
import { MailPurpose, type ToldStatus } from '../domain/mail/mail';
import { Language, Timestamp } from '../domain/text';
import { asSeen, named, person, shownBeside, whoIs } from './parts';

const inEachLanguage = z.object({ he: z.string(), en: z.string(), 'zh-CN': z.string() });

/** What the product is to Microsoft. */
export const atMicrosoft = z.object({
  productId: z.string().optional(),
  skuId: z.string().optional(),
  skuPartNumber: z.string().optional(),
});

export const product = z.object({
  id: z.string(),
  kind: z.enum(['trial', 'purchase']),
  name: z.string(),
  names: inEachLanguage,
  descriptions: inEachLanguage.optional(),
  minimum: z.int(),
  maximum: z.int(),
  clouds: z.array(Cloud),
  countries: z.array(z.string()).optional(),
  trialDays: z.int().optional(),
  termMonths: z.int().optional(),
  convertsFrom: z.string().optional(),
  requires: z.array(z.string()).optional(),
  soldByKey: z.boolean(),
  microsoft: atMicrosoft.optional(),
});
named.add(product, { id: 'Product', description: 'What can be tried or bought.' });

export const offer = asSeen({
  id: z.string(),
  kind: OfferKind,
  status: OfferStatus,
  summaryId: z.string(),
  url: z.string(),
  officeId: z.string(),
  usageLocation: z.string(),
  lines: Offer.shape.lines,
  delegatedAdministration: z.boolean(),
  delegationDays: z.int(),
  language: Language,
  reference: z.string(),
  introduction: z.string(),
  closing: z.string(),
  customerId: z.string(),
  maxRedemptions: z.int().nullable(),
  redemptionCount: z.int(),
  createdAt: Timestamp,
  createdBy: person,
  expiresAt: Timestamp,
  revocation: z.object({ at: Timestamp, reason: z.string().optional() }),
  replacedBy: z.string(),
  message: z.object({ subject: z.string(), text: z.string(), html: z.string() }),
});
named.add(offer, {
  id: 'Offer',
  description:
    'A trial invitation, a purchase offer or a delegation offer, with its link and a message that is ready to copy.',
});

export const offerLine = z.object({
  id: z.string(),
  kind: OfferKind,
  status: OfferStatus,
  summaryId: z.string(),
  reference: z.string().optional(),
  lines: Offer.shape.lines,
  createdAt: Timestamp,
  expiresAt: Timestamp,
});

export const mail = z.object({
  id: z.string(),
  kind: z.string(),
  email: z.string(),
  ...shownBeside,
  language: Language,
  status: z.enum(['queued', 'sent', 'delivered', 'bounced', 'failed'] satisfies readonly z.infer<typeof ToldStatus>[]),
  attempts: z.int(),
  createdAt: Timestamp,
  sentAt: Timestamp.optional(),
  problem: z.string().optional(),
  stopped: z.literal(true).optional(),
  purpose: MailPurpose.optional(),
});
named.add(mail, { id: 'Mail', description: 'A mail, and what has become of it.' });

export const mailing = z.object({
  id: z.string(),
  offerId: z.string(),
  createdAt: Timestamp,
  items: z.array(mail),
  repeated: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  forecast: z.object({ seconds: z.number().optional(), finishedAt: Timestamp }).optional(),
});
named.add(mailing, {
  id: 'Mailing',
  description: 'An offer on its way to a list of recipients, and when the last of them will be mailed.',
});

/** A subscription as it stands on a receipt. */
export const agreedSubscription = z.object({
  id: z.string(),
  productId: z.string(),
  quantity: z.int(),
  status: z.literal('active'),
  endsAt: Timestamp,
});

const declined = z.object({
  redemptionId: z.string(),
  offerId: z.string().optional(),
  status: z.literal('declined'),
  verified: z.boolean(),
  companyName: z.null(),
  createdAt: Timestamp,
  language: Language,
  reason: z.string().optional(),
  email: z.string().optional(),
  ...shownBeside,
});

const given = z.object({
  redemptionId: z.string(),
  offerId: z.string().optional(),
  status: RedemptionStatus.exclude(['declined']),
  customerId: z.string(),
  ...whoIs,
  lines: Offer.shape.lines,
  acceptDelegatedAdministration: z.boolean().optional(),
  createdAt: Timestamp,
  language: Language,
  confirmedAt: Timestamp.optional(),
  subscriptions: z.array(agreedSubscription).optional(),
  delegation: DelegationPeriod.optional(),
});

export const redemption = z.union([given, declined]);
named.add(redemption, { id: 'Redemption', description: 'What a customer answered to an offer.' });
