/** The mails that say that a subscription has come to the end of its term. */
import { deletedAt, disabledAt } from '../domain/customers/term';
import type { MailContent } from '../domain/mail/mail';
import { findProduct } from '../domain/product';
import { textsFor } from '../i18n/texts';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';
import { timedMessage } from './layout/timed-message';

/** When it ended, what comes of it on which dates, and what can be done. */
export function subscriptionExpiredMail(
  content: Extract<MailContent, { template: 'subscriptionExpired' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language, context.timeZone);
  const { country, endsAt, productId, toldTo } = content;
  const common = {
    preheader: texts.say('timedMail.expiredPreheader'),
    lead: texts.phrase('timedMail.expiredLead'),
    dates: [
      { name: texts.say('fact.expiredAt'), value: texts.moment(new Date(endsAt), country) },
      { name: texts.say('fact.disabledOn'), value: texts.moment(disabledAt(endsAt), country) },
      { name: texts.say('fact.deletedOn'), value: texts.moment(deletedAt(endsAt), country) },
    ],
  };
  return timedMessage(content, context, ({ partner }) =>
    toldTo === 'customer'
      ? {
          ...common,
          subject: (shown) => texts.say('timedMail.expiredSubject', { partner: shown.partner }),
          title: ({ product }) => texts.phrase('timedMail.expiredTitle', { product }),
          goOn: [texts.phrase('timedMail.expiredGoOn', { partner })],
        }
      : {
          ...common,
          subject: (shown) => texts.say('timedMail.expiredToldSubject', shown),
          title: ({ product, company }) => texts.phrase('timedMail.expiredToldTitle', { product, company }),
          goOn: findProduct(productId)?.kind === 'trial' ? [texts.phrase('timedMail.trialToldGoOn')] : [],
        },
  );
}
