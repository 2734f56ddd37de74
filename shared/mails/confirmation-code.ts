/** The mail that carries a confirmation code. Its reader may never have heard of the request. */
import type { MailContent } from '../domain/mail/mail';
import { named, type Phrase } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import { codeMessage } from './layout/code-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';
import { unverifiedName } from './layout/unverified-parts';

/** The code, how long it works, for whom it was asked for by a stranger's account, and what to do when that was somebody else. */
export function confirmationCodeMail(
  content: Extract<MailContent, { template: 'confirmationCode' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const effectOf = (delegation: typeof content.delegation): Phrase => {
    if (delegation === undefined) return texts.phrase('codeMail.effect');
    return texts.phrase(delegation === 'alone' ? 'codeMail.effectAlone' : 'codeMail.effectIncluded', { partner });
  };
  return codeMessage(
    { ...context, toName: undefined },
    {
      subject: (name) => texts.say('codeMail.subject', { partner: name }),
      preheader: (minutes) => texts.say('codeMail.preheader', { minutes }),
      title: texts.phrase('codeMail.title'),
      lead: texts.phrase('codeMail.lead', { partner }),
      facts: [
        fact(texts.say('note.companyGiven'), unverifiedName(content.companyName)),
        fact(texts.say('note.nameGiven'), unverifiedName(content.askedBy)),
      ],
      effect: effectOf(content.delegation),
      notYou: texts.phrase('codeMail.notYou', { partner }),
      why: texts.phrase('codeMail.why'),
    },
  );
}
