/** The mail that tells a customer what it has agreed to. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { agreedLinesOf, agreementFacts } from '../kit/facts';
import { providerOf, receiptWording } from '../kit/offer-terms';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

/** The receipt: what was agreed and what comes next. */
export function receiptMail(
  content: Extract<MailContent, { template: 'receipt' }>,
  { language, partner, urls, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language);
  const lines = agreedLinesOf(content.lines);
  const parties = { partner: named(partner.name), company: named(content.companyName) };
  const provider = providerOf(texts, content.usageLocation);
  const wording = receiptWording(texts, content, { ...parties, provider });
  const { isolate: partnerName } = parties.partner;
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([partnerName], (shown) => texts.say(wording.subject, { partner: shown(partnerName) })),
    preheader: texts.say('receiptMail.preheader', { company: parties.company }),
    title: texts.phrase(wording.title),
    blocks: [
      paragraph(wording.lead),
      {
        kind: 'facts',
        facts: agreementFacts(texts, {
          companyName: content.companyName,
          partner,
          lines,
          delegatedAdministration: content.delegatedAdministration,
          delegation: content.delegation,
          confirmedAt: new Date(content.confirmedAt),
          country: content.usageLocation,
          summaryId: content.summaryId,
        }),
      },
      { kind: 'heading', words: texts.phrase('offer.nextTitle') },
      {
        kind: 'list',
        items: wording.next,
      },
      ...(urls.receipt === undefined
        ? []
        : [{ kind: 'button', label: texts.say('receiptMail.button'), url: urls.receipt } as const]),
      ...(urls.access === undefined
        ? []
        : [
            paragraph(texts.phrase('receipt.access')),
            { kind: 'link', label: texts.say('receipt.accessLink'), url: urls.access } as const,
          ]),
    ],
    why: texts.phrase('receiptMail.why', { company: parties.company }),
  };
}
