/** A list of recipients to whom an offer is mailed: taken as a whole, then written out as one mail for each of them. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { daysKept } from '../../catalogue/records';
import { documentId, documentOf } from '../document';
import { MailPurpose, mailView, writeMail, type Mail } from '../mail/mail';
import { neverQueued } from '../mail/mail-delivery';
import { Suppression } from '../mail/suppression';
import { turnSeconds, type MailQuota } from '../mail/mail-governor';
import { sameMailbox } from '../mailbox';
import type { FieldError } from '../refusal';
import { EmailAddress } from '../addresses';
import { addDays, Language, Timestamp } from '../text';
import type { Offer } from './offer';

const { recipients: mostRecipients, rowsPerBatch, takenOverAfterSeconds } = limits.mailing;

/** Whom a partner wants an offer mailed to; without a language in the offer's. */
export const SendRequest = z.strictObject({
  recipients: z
    .array(z.strictObject({ email: EmailAddress, language: Language.optional() }))
    .min(1, 'Must name at least one recipient.')
    .max(mostRecipients, `Must name at most ${mostRecipients} recipients.`),
  /** Left out, its readers have asked for it. */
  purpose: MailPurpose.optional(),
});
export type SendRequest = z.infer<typeof SendRequest>;

const Recipient = z.object({
  address: z.string(),
  language: Language,
  /** The mailbox, as a hash. */
  key: z.string(),
  /** Why it is not mailed, as it was known when the list was taken. */
  suppressed: Suppression.shape.reason.optional(),
});
export type Recipient = z.infer<typeof Recipient>;

export const Mailing = documentOf('mailing', {
  mailingId: z.string(),
  offerId: z.string(),
  purpose: MailPurpose.optional(),
  /** Whom there are mails to be written for; gone when all of them are. */
  recipients: z.array(Recipient).optional(),
  count: z.int(),
  /** How many of them have their mail. */
  written: z.int(),
  createdAt: Timestamp,
  keptUntil: Timestamp,
  fingerprint: z.string(),
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
});
export type Mailing = z.infer<typeof Mailing>;

/** Where mailings wait whose mails are not all written yet. */
export const mailingQueue = 'mailings';

/** The document id of a mailing. */
export function mailingKey(mailingId: string): string {
  return documentId('mailing', mailingId);
}

/** The recipients of a list, each mailbox where it is named first. */
export function uniqueRecipients({ recipients }: SendRequest): SendRequest['recipients'] {
  const first = firstPlaces(recipients);
  return recipients.filter(({ email }, row) => first.get(sameMailbox(email)) === row);
}

/** The places of a list that name a mailbox which an earlier place has named. */
export function repeatedRecipients({ recipients }: SendRequest): readonly FieldError[] {
  const first = firstPlaces(recipients);
  return recipients.flatMap(({ email }, row) => {
    const before = first.get(sameMailbox(email));
    return before === undefined || before === row
      ? []
      : [
          {
            pointer: `/recipients/${row}`,
            detail: `The same mailbox as /recipients/${before}, which is sent one mail.`,
          },
        ];
  });
}

/** A mailing that has yet to be written out. */
export function createMailing(details: {
  readonly offer: Offer;
  readonly mailingId: string;
  readonly purpose?: MailPurpose | undefined;
  readonly recipients: readonly Recipient[];
  readonly fingerprint: string;
  readonly now: Date;
}): Mailing {
  const { offer, mailingId, purpose, recipients, fingerprint, now } = details;
  return {
    id: mailingKey(mailingId),
    partnerId: offer.partnerId,
    type: 'mailing',
    schemaVersion: 1,
    mailingId,
    offerId: offer.offerId,
    ...(purpose === undefined ? {} : { purpose }),
    recipients: [...recipients],
    count: recipients.length,
    written: 0,
    createdAt: now.toISOString(),
    keptUntil: addDays(new Date(offer.expiresAt), daysKept('mail')).toISOString(),
    fingerprint,
    queue: mailingQueue,
    dueAt: new Date(now.getTime() + takenOverAfterSeconds * 1000).toISOString(),
  };
}

/** The next mails of a mailing, to be written together with how far it has come. */
export interface NextMails {
  readonly mails: readonly Mail[];
  /** The mailing once they are written. */
  readonly after: Mailing;
  /** The same as a change, which happens to a mailing that has come as far as this one. */
  readonly patch: {
    readonly set: { readonly written: number };
    readonly remove?: readonly ('recipients' | 'queue' | 'dueAt')[];
  };
  readonly where: readonly [{ readonly field: 'written'; readonly equals: number }];
}

/** What a mailing needs written next; undefined when every recipient has their mail. */
export function nextMails(mailing: Mailing, quota: MailQuota): NextMails | undefined {
  const { recipients = [], written, count } = mailing;
  if (written >= count) return undefined;
  const mails = recipients
    .slice(written, written + rowsPerBatch)
    .map((recipient, index) => mailTo(mailing, recipient, written + index, quota));
  const after = { ...mailing, written: written + mails.length };
  const set = { written: after.written };
  const where = [{ field: 'written', equals: written }] as const;
  if (after.written < count) return { mails, after, patch: { set }, where };
  // Addresses are kept with the mails alone.
  const { recipients: _recipients, queue: _queue, dueAt: _dueAt, ...done } = after;
  return { mails, after: done, patch: { set, remove: ['recipients', 'queue', 'dueAt'] }, where };
}

/** All mails of a mailing as they are written. */
export function everyMail(mailing: Mailing, quota: MailQuota): readonly Mail[] {
  return (mailing.recipients ?? []).map((recipient, row) => mailTo(mailing, recipient, row, quota));
}

function firstPlaces(recipients: SendRequest['recipients']): ReadonlyMap<string, number> {
  return new Map(recipients.map(({ email }, row) => [sameMailbox(email), row] as const).toReversed());
}

function mailTo(mailing: Mailing, recipient: Recipient, row: number, quota: MailQuota): Mail {
  const { address, language, key, suppressed } = recipient;
  const { partnerId, offerId, mailingId, purpose, keptUntil } = mailing;
  const now = new Date(mailing.createdAt);
  const mail = writeMail({
    partnerId,
    mailId: `offer-${mailingId}-${String(row).padStart(4, '0')}`,
    content: { template: 'offer', offerId, ...(purpose === undefined ? {} : { purpose }) },
    language,
    to: { address },
    now,
    dueAt: new Date(now.getTime() + turnSeconds(row, quota) * 1000),
    offered: { offerId, mailingId, recipientKey: key, keptUntil },
  });
  return suppressed === undefined ? mail : neverQueued(mail, suppressed, now);
}

/** What the API says of a mailing, and about when all of its mails will have been sent. */
export function mailingView(
  { mailingId: id, offerId, createdAt }: Mailing,
  mails: readonly Mail[],
  repeated: readonly FieldError[],
  finished: Date | undefined,
  now: Date,
) {
  const seconds = finished && Math.ceil((finished.getTime() - now.getTime()) / 1000);
  const forecast = finished && { seconds, finishedAt: finished.toISOString() };
  return { id, offerId, createdAt, items: mails.map(mailView), repeated, ...(forecast && { forecast }) };
}

/** Whom an offer was mailed to and who may be reminded of it: each mailbox by its newest mail, if that went out and none of its mails was stopped or came back. */
export function recipientsToRemind(mails: readonly Mail[]): readonly Mail[] {
  const byMailbox = new Map<string, Mail[]>();
  for (const mail of mails) {
    if (mail.recipientKey === undefined) continue;
    // Not by the key: mails from before are kept under the one of the address as it was typed.
    const mailbox = sameMailbox(mail.to.address);
    byMailbox.set(mailbox, [...(byMailbox.get(mailbox) ?? []), mail]);
  }
  return [...byMailbox.values()].flatMap((own) => {
    if (own.some(({ stopped, status }) => stopped === true || status === 'bounced')) return [];
    const newest = own.reduce((one, other) => (other.sortKey > one.sortKey ? other : one));
    return newest.status === 'sent' || newest.status === 'delivered' ? [newest] : [];
  });
}
