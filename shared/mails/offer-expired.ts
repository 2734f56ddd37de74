/** The mail that tells whoever made an offer that it has ended. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import type { MailContext } from './layout/mail-context';
import { paragraph, type MailMessage } from './layout/mail-message';
import { mailToMaker } from './layout/maker-message';

/** How many the offer was mailed to, and what they answered. */
export function offerExpiredMail(
  content: Extract<MailContent, { template: 'offerExpired' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language, context.timeZone);
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
