/** The mail that carries the code of a service request's page, to the desk that looks after it. */
import { spokenNumber } from '../domain/customers/request-number';
import type { MailContent } from '../domain/mail/mail';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { codeMessage } from './layout/code-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';

/** The code, what it opens, and what to do when somebody else asked for it. */
export function serviceRequestCodeMail(
  { requestNumber }: Extract<MailContent, { template: 'serviceRequestCode' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const number = leftToRight(spokenNumber(requestNumber));
  return codeMessage(context, {
    subject: (name) => texts.say('requestMail.codeSubject', { partner: name }),
    preheader: (minutes) => texts.say('requestMail.codePreheader', { minutes }),
    title: texts.phrase('requestMail.codeTitle'),
    lead: texts.phrase('requestMail.codeLead', { number, partner }),
    effect: texts.phrase('requestMail.codeEffect'),
    notYou: texts.phrase('requestMail.codeNotYou', { partner }),
    why: texts.phrase('requestMail.whyDesk', { partner }),
  });
}
