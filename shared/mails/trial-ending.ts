/** The mails that say beforehand that a trial will end by itself. */
import type { MailContent } from '../domain/mail/mail';
import { textsFor } from '../i18n/texts';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';
import { timedMessage } from './layout/timed-message';

/** When it ends and how it could go on: dates, never days that would be wrong by the time it is read. */
export function trialEndingMail(
  content: Extract<MailContent, { template: 'trialEnding' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language, context.timeZone);
  const common = {
    preheader: texts.say('endingMail.preheader'),
    lead: texts.phrase('timedMail.trialLead'),
    dates: [{ name: texts.say('fact.trialEnds'), value: texts.moment(new Date(content.endsAt), content.country) }],
  };
  return timedMessage(content, context, ({ partner }) =>
    content.toldTo === 'customer'
      ? {
          ...common,
          subject: (shown) => texts.say('timedMail.trialSubject', { partner: shown.partner }),
          title: ({ product }) => texts.phrase('timedMail.trialTitle', { product }),
          goOn: [texts.phrase('timedMail.trialGoOn', { partner })],
        }
      : {
          ...common,
          subject: (shown) => texts.say('timedMail.trialToldSubject', shown),
          title: ({ product, company }) => texts.phrase('timedMail.trialToldTitle', { product, company }),
          goOn: [texts.phrase('timedMail.trialToldGoOn')],
        },
  );
}
