/** The mails that say that nobody takes over from the administrator on record. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

/** The claim is over, and whoever is on record stays. */
export function administratorClaimStoppedMail(
  content: Extract<MailContent, { template: 'administratorClaimStopped' }>,
  { language, timeZone, partner, urls, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language, timeZone);
  const names = { partner: named(partner.name), company: named(content.companyName) };
  const isPartner = content.toldTo === 'partner';
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: isPartner
      ? fitSubject([names.partner.isolate, names.company.isolate], (shown) =>
          texts.say('claimStoppedMail.toldSubject', {
            partner: shown(names.partner.isolate),
            company: shown(names.company.isolate),
          }),
        )
      : fitSubject([names.partner.isolate], (shown) =>
          texts.say('claimStoppedMail.subject', { partner: shown(names.partner.isolate) }),
        ),
    preheader: texts.say('claimStoppedMail.preheader'),
    title: texts.phrase('claimStoppedMail.title', { company: names.company }),
    blocks: [
      paragraph(texts.phrase('claimStoppedMail.lead')),
      {
        kind: 'facts',
        facts: [
          fact(texts.say('fact.company'), names.company),
          {
            name: texts.say('fact.endedAt'),
            value: texts.moment(new Date(content.stoppedAt), content.country),
          },
        ],
      },
      ...(isPartner
        ? []
        : [
            ...(urls.access === undefined
              ? []
              : [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]),
            { kind: 'heading', words: texts.phrase('codeMail.notYouTitle') } as const,
            paragraph(texts.phrase('administratorMail.notYou', { partner: names.partner })),
          ]),
    ],
    why: isPartner
      ? texts.phrase('endedMail.toldWhy', names)
      : texts.phrase('receiptMail.why', { company: names.company }),
  };
}
