/** The mails that time brings: a reminder to a recipient who has not answered, and the end of an offer to whoever made it. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact, offerFacts } from './facts';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './mail-message';
import { mailToMaker } from './mail-to-maker';
import { offerHeading } from './offer-terms';
import type { MailContext } from './render-mail';

/** The offer once more, in short, with the way to say no. */
export function offerReminderMail({ language, partner, offer, urls, toName }: MailContext): MailMessage {
  if (!offer || urls.offer === undefined) throw new Error('A reminder needs the offer and its link.');
  const texts = textsFor(language);
  const name = named(partner.name);
  const date = texts.moment(offer.expiresAt, offer.usageLocation);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([name.isolate], (shown) => texts.say('reminderMail.subject', { partner: shown(name.isolate) })),
    preheader: texts.say('reminderMail.preheader', { date }),
    title: texts.phrase('reminderMail.title', { partner: name }),
    blocks: [
      paragraph(offerHeading(texts, partner, offer)),
      paragraph(texts.phrase('reminderMail.lead', { date })),
      { kind: 'facts', facts: offerFacts(texts, offer) },
      { kind: 'button', label: texts.say('offerMail.button'), url: urls.offer },
    ],
    why: texts.phrase('reminderMail.why', { partner: name }),
    ...(urls.refusal === undefined ? {} : { stop: { label: texts.say('offerMail.refusal'), url: urls.refusal } }),
  };
}

/** How many the offer was mailed to, and what they answered. */
export function offerExpiredMail(
  content: Extract<MailContent, { template: 'offerExpired' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  const [accepted, declined] = [texts.number(content.accepted), texts.number(content.declined)];
  return mailToMaker(context, {
    template: content.template,
    summaryId: content.summaryId,
    preheader: texts.say('expiredMail.preheader', { accepted, declined }),
    blocks: [
      paragraph(texts.phrase('expiredMail.lead')),
      {
        kind: 'facts',
        facts: [
          ...(content.reference === undefined ? [] : [fact(texts.say('fact.ownReference'), named(content.reference))]),
          { name: texts.say('expiredMail.sent'), value: texts.number(content.sent) },
          { name: texts.say('expiredMail.accepted'), value: accepted },
          { name: texts.say('expiredMail.declined'), value: declined },
          {
            name: texts.say('expiredMail.endedAt'),
            value: texts.moment(new Date(content.expiresAt), content.usageLocation),
          },
        ],
      },
      paragraph(texts.phrase('expiredMail.copy')),
    ],
  });
}
