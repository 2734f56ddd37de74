/** The mail that carries the code of the access page, to the administrator on record. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { codeMessage } from './layout/code-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';

/** The code, what it opens, and what to do when somebody else asked for it. */
export function accessCodeMail(
  content: Extract<MailContent, { template: 'accessCode' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  const parties = { partner: named(context.partner.name), company: named(content.companyName) };
  return codeMessage(context, {
    subject: (partner) => texts.say('accessCodeMail.subject', { partner }),
    preheader: (minutes) => texts.say('accessCodeMail.preheader', { company: parties.company, minutes }),
    title: texts.phrase('accessCodeMail.title'),
    lead: texts.phrase('accessCodeMail.lead', parties),
    effect: texts.phrase('accessCodeMail.effect'),
    notYou: texts.phrase('accessCodeMail.notYou', { partner: parties.partner }),
    why: texts.phrase('receiptMail.why', { company: parties.company }),
  });
}
