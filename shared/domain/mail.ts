/** A mail to be sent: written with the change that causes it, kept as template and parameters, sent afterwards. */
import * as z from 'zod';
import { documentOf, sortKeyOf } from './document';
import { Language, Timestamp } from './text';

/** Mails travel in lanes, the most urgent first. */
export const lanes = ['codes', 'receipts', 'notices', 'lists'] as const;
export type Lane = (typeof lanes)[number];

/** The queue in which the mails of a lane wait. */
export function queueOf(lane: Lane): string {
  return `mail/${lane}`;
}

const AgreedLine = z.object({
  productId: z.string(),
  quantity: z.int(),
  /** What the partner had offered, when the customer wanted another count. */
  offeredQuantity: z.int().optional(),
  endsAt: Timestamp,
});

/** What the mails are about: one shape for each template. */
export const MailContent = z.discriminatedUnion('template', [
  z.object({
    template: z.literal('confirmationCode'),
    redemptionId: z.string(),
    number: z.int(),
    keyId: z.string(),
    offerId: z.string(),
    linkVersion: z.int(),
    companyName: z.string(),
    /** The mailbox, as a hash: how many codes it gets is limited. */
    mailbox: z.string(),
    /** Who asked, as they typed it; the reader of the mail may be somebody else. */
    askedBy: z.string(),
  }),
  z.object({
    template: z.literal('receipt'),
    redemptionId: z.string(),
    offerId: z.string(),
    linkVersion: z.int(),
    companyName: z.string(),
    lines: z.array(AgreedLine),
    /** Left out when it was not offered. */
    delegatedAdministration: z.boolean().optional(),
    /** The country whose time zone dates are told in. */
    usageLocation: z.string(),
    confirmedAt: Timestamp,
  }),
  z.object({
    template: z.literal('offerAccepted'),
    summaryId: z.string(),
    reference: z.string().optional(),
    companyName: z.string(),
    primaryDomain: z.string().nullable(),
    contactName: z.string(),
    contactEmail: z.string(),
    contactPhone: z.string().optional(),
    lines: z.array(AgreedLine),
    delegatedAdministration: z.boolean().optional(),
    /** The country whose time zone dates are told in. */
    usageLocation: z.string(),
    confirmedAt: Timestamp,
  }),
]);
export type MailContent = z.infer<typeof MailContent>;
export type MailTemplate = MailContent['template'];

const laneOf = { confirmationCode: 'codes', receipt: 'receipts', offerAccepted: 'notices' } as const satisfies Record<
  MailTemplate,
  Lane
>;

export const Mail = documentOf('mail', {
  mailId: z.string(),
  sortKey: z.string(),
  lane: z.enum(lanes),
  content: MailContent,
  language: Language,
  to: z.object({ address: z.string(), name: z.string().optional() }),
  /** `withheld`: a code for a mailbox that had too many; it is never sent. */
  status: z.enum(['queued', 'sending', 'sent', 'failed', 'withheld']),
  attempts: z.int(),
  createdAt: Timestamp,
  /** While it is to be sent: when the next attempt may start. A mail that is being sent is due again when its lease ends. */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
  /** When the mail service took it. */
  sentAt: Timestamp.optional(),
  /** What the mail service said last. */
  problem: z.string().optional(),
});
export type Mail = z.infer<typeof Mail>;

/** The document id of a mail. */
export function mailKey(mailId: string): string {
  return `mail:${mailId}`;
}

/** The id of the mail that carries a redemption's `number`th code. */
export function codeMailId(redemptionId: string, number: number): string {
  return `code-${redemptionId}-${number}`;
}

/** A mail that waits to be sent at once. */
export function writeMail(details: {
  readonly partnerId: string;
  readonly mailId: string;
  readonly content: MailContent;
  readonly language: Language;
  readonly to: { readonly address: string; readonly name?: string };
  readonly now: Date;
}): Mail {
  const createdAt = details.now.toISOString();
  const lane = laneOf[details.content.template];
  return {
    id: mailKey(details.mailId),
    partnerId: details.partnerId,
    type: 'mail',
    schemaVersion: 1,
    mailId: details.mailId,
    sortKey: sortKeyOf(createdAt, details.mailId),
    lane,
    content: details.content,
    language: details.language,
    to: details.to,
    status: 'queued',
    attempts: 0,
    createdAt,
    queue: queueOf(lane),
    dueAt: createdAt,
  };
}

/** What the API says of a mail; one that is being sent is still queued to the outside. */
export function mailView({ mailId: id, content, to, language, status, attempts, createdAt, sentAt, problem }: Mail) {
  const told = status === 'sending' ? 'queued' : status;
  return {
    id,
    kind: content.template,
    email: to.address,
    language,
    status: told,
    attempts,
    createdAt,
    sentAt,
    problem,
  };
}
