/** The reminder of a service request that nobody has touched for longer than its severity allows. */
import type { MailContent } from '../domain/mail/mail';
import { textsFor } from '../i18n/texts';
import type { MailContext } from './layout/mail-context';
import { greetingOf, paragraph, type MailMessage } from './layout/mail-message';
import { answerBlocks, numberOf, requestOf, requestSubject, wholeRequest, whyOf } from './layout/request-parts';

/** Since when it waits, and all that it says. */
export function serviceRequestReminderMail(
  { toldTo, untouchedUntil }: Extract<MailContent, { template: 'serviceRequestReminder' }>,
  context: MailContext,
): MailMessage {
  const { language, timeZone, partner, toName } = context;
  const texts = textsFor(language, timeZone);
  const card = requestOf(context);
  const date = texts.moment(new Date(untouchedUntil), card.customer.country);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: requestSubject(context, card, (names) => texts.say('requestMail.waitsSubject', names)),
    preheader: texts.say('requestMail.waitsPreheader'),
    title: texts.phrase('requestMail.waitsTitle', { number: numberOf(card) }),
    blocks: [
      paragraph(texts.phrase('requestMail.waitsLead', { date })),
      paragraph(texts.phrase('requestMail.waitsNext')),
      ...wholeRequest(texts, card),
      ...(toldTo === 'desk' ? answerBlocks(texts, context, card) : []),
    ],
    why: whyOf(texts, context, card, toldTo),
  };
}
