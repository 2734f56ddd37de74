/** What time does to an offer: its recipients are reminded once before the end, and whoever made it is told once it has ended. */
import * as z from 'zod';
import { notify, type Notification } from '../activity/notification';
import type { SharedDomains } from '../customers/shared-domain';
import { purposeOf, toUser, writeMail, type Mail } from '../mail/mail';
import { turnSeconds, type MailQuota } from '../mail/mail-governor';
import { sameMailbox, searchedAs } from '../mailbox';
import type { Partner } from '../partners/partner';
import { domainOf, foldForSearch } from '../text';
import { recipientsToRemind } from './mailing';
import { offerStatus, type Offer } from './offer';

/** What counts of an answer here: a link for anybody may have very many. One that nobody has confirmed counts for nothing, since whoever has the link can type any address. */
export const Answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('declined'), email: z.string().optional() }),
  z.object({ status: z.literal('confirmed'), contact: z.object({ email: z.string() }) }),
]);
export type Answer = z.infer<typeof Answer>;

/** The answers that are any of these. */
export const answerStatuses = Answer.options.map(({ shape }) => shape.status.value);

/** What is due for an offer: after a long pause only the latest of what was missed. */
export function dueFor(offer: Offer, now: Date): 'reminders' | 'end' | 'nothing' {
  const status = offerStatus(offer, now);
  if (status === 'active') return 'reminders';
  return status === 'expired' && offer.remaining !== 0 ? 'end' : 'nothing';
}

/** Tells of an address whether its reader has answered: themselves, or by their company, which only a confirmed answer speaks for. A "no", that nobody has checked, is one mailbox's. */
export function answeredBy(answers: readonly Answer[], isShared: SharedDomains): (address: string) => boolean {
  const answered = new Set(
    answers.flatMap((answer) => {
      if (answer.status === 'declined') return answer.email === undefined ? [] : [sameMailbox(answer.email)];
      const { email } = answer.contact;
      const domain = domainOf(email);
      return [sameMailbox(email), ...(isShared(domain) ? [] : [domain])];
    }),
  );
  return (address) => answered.has(sameMailbox(address)) || answered.has(domainOf(address));
}

/** Where every answer stands by which the reader of this address may have answered: those of a status that hold one of the texts. */
export function answersSearchedBy(
  address: string,
  isShared: SharedDomains,
): readonly { readonly status: Answer['status']; readonly texts: readonly string[] }[] {
  const domain = domainOf(address);
  const mailbox = searchedAs(address).map(foldForSearch);
  return [
    { status: 'confirmed', texts: isShared(domain) ? mailbox : [foldForSearch(`@${domain}`)] },
    { status: 'declined', texts: mailbox },
  ];
}

/**
 * The reminders of an offer: to each recipient whose mail went out and who has not answered. They are due at the pace of a list; each mailbox has one
 * reminder of an offer, whichever of its mails is the newest by then.
 */
export function remindersOf(
  offer: Offer,
  mails: readonly Mail[],
  answers: readonly Answer[],
  isShared: SharedDomains,
  quota: MailQuota,
  now: Date,
): readonly Mail[] {
  const hasAnswered = answeredBy(answers, isShared);
  return recipientsToRemind(mails)
    .filter(({ to }) => !hasAnswered(to.address))
    .map(({ to, language, mailId, content, recipientKey = mailId }, place) =>
      writeMail({
        partnerId: offer.partnerId,
        mailId: `reminder-${offer.offerId}-${recipientKey}`,
        content: {
          template: 'offerReminder',
          offerId: offer.offerId,
          mailId,
          ...purposeOf(content),
        },
        language,
        to: { address: to.address },
        now,
        dueAt: new Date(now.getTime() + turnSeconds(place, quota) * 1000),
      }),
    );
}

/** Tells whoever made the offer that it has ended, and what came of it. */
export function endOf(
  partner: Partner,
  offer: Offer,
  counts: { readonly sent: number; readonly accepted: number; readonly declined: number },
  now: Date,
): { readonly notification: Notification; readonly mail: Mail } {
  const { partnerId, offerId, summaryId, createdBy, expiresAt, usageLocation } = offer;
  const about = { summaryId, ...(offer.reference === undefined ? {} : { reference: offer.reference }) };
  const id = `expired-${offerId}`;
  return {
    notification: notify(partnerId, id, { kind: 'offerExpired', offerId, ...about, expiresAt, ...counts }, now),
    mail: writeMail({
      partnerId,
      mailId: id,
      content: { template: 'offerExpired', ...about, usageLocation, expiresAt, ...counts },
      language: partner.profile.preferredLanguage,
      to: toUser(createdBy),
      now,
    }),
  };
}
