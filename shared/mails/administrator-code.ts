/** The mails that carry the two codes which put somebody else on record: to the mailbox that is, and to the one that is to be. */
import type { MailContent } from '../domain/mail/mail';
import { shownAddress } from '../domain/shown-domains';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import { codeMessage } from './layout/code-message';
import type { MailContext } from './layout/mail-context';
import type { MailMessage } from './layout/mail-message';
import { unverifiedAddress, unverifiedName } from './layout/unverified-parts';

/** The code, whose place is taken by whom, and what to do when somebody else asked for it. */
export function administratorCodeMail(
  content: Extract<MailContent, { template: 'administratorCode' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  const { side, contact } = content;
  // Whoever has the new mailbox may never have heard of any of this.
  const isNew = side === 'new';
  const company = isNew ? unverifiedName(content.companyName) : named(content.companyName);
  return codeMessage(
    { ...context, toName: isNew ? undefined : context.toName },
    {
      subject: (name) => texts.say('administratorCodeMail.subject', { partner: name }),
      preheader: (minutes) => texts.say('codeMail.preheader', { minutes }),
      title: texts.phrase('administratorCodeMail.title'),
      lead: texts.phrase(isNew ? 'administratorCodeMail.newLead' : 'administratorCodeMail.currentLead', { partner }),
      facts: [
        fact(texts.say('fact.company'), company),
        fact(texts.say('administratorCodeMail.next'), unverifiedName(contact.name)),
        fact(
          texts.say('contact.email'),
          isNew ? leftToRight(shownAddress(contact.email)) : unverifiedAddress(shownAddress(contact.email)),
        ),
      ],
      effect: texts.phrase('administratorCodeMail.effect'),
      notYou: texts.phrase(isNew ? 'codeMail.notYou' : 'administratorCodeMail.notYou', { partner }),
      why: isNew ? texts.phrase('codeMail.why') : texts.phrase('receiptMail.why', { company }),
    },
  );
}
