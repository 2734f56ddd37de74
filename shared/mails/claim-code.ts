/** The mail that carries the code which proves a mailbox at the domain of an answer. Its reader may never have heard of the request. */
import { limits } from '../catalogue/limits';
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import { codeMessage } from './layout/code-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';
import { unverifiedName } from './layout/unverified-parts';

/** The code, what entering it starts, and what to do when somebody else asked for it. It says the same whoever is on record. */
export function claimCodeMail(
  content: Extract<MailContent, { template: 'claimCode' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const days = texts.say('count.days', { count: limits.administratorClaim.noticeDays });
  return codeMessage(
    { ...context, toName: undefined },
    {
      subject: (name) => texts.say('codeMail.subject', { partner: name }),
      preheader: (minutes) => texts.say('codeMail.preheader', { minutes }),
      title: texts.phrase('codeMail.title'),
      lead: texts.phrase('claimCodeMail.lead', { partner }),
      facts: [
        fact(texts.say('note.companyGiven'), unverifiedName(content.companyName)),
        fact(texts.say('note.nameGiven'), unverifiedName(content.askedBy)),
      ],
      effect: texts.phrase('claimCodeMail.effect', { days }),
      notYou: texts.phrase('claimCodeMail.notYou', { partner }),
      why: texts.phrase('claimCodeMail.why'),
    },
  );
}
