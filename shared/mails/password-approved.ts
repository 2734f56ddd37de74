/** The mail to whoever asked for the password of a customer's global administrator: a colleague has approved it. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';
import { personFacts } from './layout/person-facts';

/** Who approved, whose password it is, and until when the link shows it. The link is not in it: who reads this mailbox need not have it. */
export function passwordApprovedMail(
  content: Extract<MailContent, { template: 'passwordApproved' }>,
  { language, partner, toName, urls }: MailContext,
): MailMessage {
  const texts = textsFor(language);
  const { companyName, country, approvedBy, shownUntil } = content;
  const parties = { name: named(approvedBy), company: named(companyName) };
  const { isolate } = named(partner.name);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([isolate], (shown) => texts.say('approvedMail.subject', { partner: shown(isolate) })),
    preheader: texts.say('approvedMail.preheader'),
    title: texts.phrase('approvedMail.title'),
    blocks: [
      paragraph(texts.phrase('approvedMail.lead', parties)),
      {
        kind: 'facts',
        facts: [
          fact(texts.say('fact.company'), parties.company),
          ...personFacts(texts, content),
          { name: texts.say('approvedMail.until'), value: texts.moment(new Date(shownUntil), country) },
        ],
      },
      paragraph(texts.phrase('approvedMail.where')),
      ...(urls.portal === undefined
        ? []
        : [{ kind: 'button', label: texts.say('invitedMail.button'), url: urls.portal } as const]),
    ],
    why: texts.phrase('approvedMail.why', { partner: named(partner.name) }),
  };
}
