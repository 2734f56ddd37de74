/** The mail to whoever can approve that the password of a customer's global administrator is set anew. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';
import { personFacts } from './layout/person-facts';

/** Who asks, for whom, and until when it can be approved. */
export function passwordApprovalAskedMail(
  content: Extract<MailContent, { template: 'passwordApprovalAsked' }>,
  { language, partner, toName, urls }: MailContext,
): MailMessage {
  const texts = textsFor(language);
  const { companyName, country, by, lapsesAt } = content;
  const parties = { name: named(by), company: named(companyName) };
  const { isolate } = named(partner.name);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([isolate], (shown) => texts.say('approvalMail.subject', { partner: shown(isolate) })),
    preheader: texts.say('approvalMail.preheader'),
    title: texts.phrase('approvalMail.title'),
    blocks: [
      paragraph(texts.phrase('approvalMail.lead', parties)),
      {
        kind: 'facts',
        facts: [
          fact(texts.say('fact.company'), parties.company),
          ...personFacts(texts, content),
          { name: texts.say('approvalMail.until'), value: texts.moment(new Date(lapsesAt), country) },
        ],
      },
      paragraph(texts.phrase('approvalMail.check', { name: parties.name })),
      ...(urls.portal === undefined
        ? [paragraph(texts.phrase('approvalMail.where'))]
        : [{ kind: 'button', label: texts.say('invitedMail.button'), url: urls.portal } as const]),
    ],
    why: texts.phrase('approvalMail.why', { partner: named(partner.name) }),
  };
}
