/** The mail with the code that a link to a temporary password asks for; it goes to the person's address elsewhere, without that link. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { codeMessage } from './layout/code-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';

/** The code, what it shows, and what to do when somebody else asked for it. */
export function revealCodeMail(
  content: Extract<MailContent, { template: 'revealCode' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  const parties = { partner: named(context.partner.name), company: named(content.companyName) };
  return codeMessage(context, {
    subject: (partner) => texts.say('revealCodeMail.subject', { partner }),
    preheader: (minutes) => texts.say('revealCodeMail.preheader', { minutes }),
    title: texts.phrase('revealCodeMail.title'),
    lead: texts.phrase('revealCodeMail.lead', parties),
    effect: texts.phrase('revealCodeMail.effect'),
    notYou: texts.phrase('revealCodeMail.notYou', { partner: parties.partner }),
    why: texts.phrase('revealCodeMail.why', { company: parties.company }),
  });
}
