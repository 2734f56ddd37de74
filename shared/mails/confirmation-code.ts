/** The mail that carries a confirmation code. Its reader may never have heard of the request. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { codeMessage } from './layout/code-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';

/** The code, what it is for, how long it works, and what to do when somebody else asked for it. */
export function confirmationCodeMail(
  content: Extract<MailContent, { template: 'confirmationCode' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  const parties = { partner: named(context.partner.name), company: named(content.companyName) };
  const { company } = parties;
  return codeMessage(context, {
    subject: (partner) => texts.say('codeMail.subject', { partner }),
    preheader: (minutes) => texts.say('codeMail.preheader', { company, minutes }),
    title: texts.phrase('codeMail.title'),
    lead: texts.phrase('codeMail.lead', { ...parties, askedBy: named(content.askedBy) }),
    effect: texts.phrase('codeMail.effect', { company }),
    notYou: texts.phrase('codeMail.notYou', { partner: parties.partner }),
    why: texts.phrase('codeMail.why', { company }),
  });
}
