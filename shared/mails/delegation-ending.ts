/** The mails that tell both sides beforehand that delegated administration will end by itself. */
import type { MailContent } from '../domain/mail/mail';
import { shownDomain } from '../domain/shown-domains';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

/** Until when, and what it takes to go on: dates, never days that would be wrong by the time it is read. */
export function delegationEndingMail(
  content: Extract<MailContent, { template: 'delegationEnding' }>,
  { language, timeZone, partner, urls, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language, timeZone);
  const { companyName, primaryDomain, country, since, until } = content;
  const names = { partner: named(partner.name), company: named(companyName) };
  const toCustomer = content.toldTo === 'customer';
  const facts = [
    fact(texts.say('fact.company'), names.company),
    ...(toCustomer || primaryDomain === null
      ? []
      : [fact(texts.say('fact.domain'), leftToRight(shownDomain(primaryDomain)))]),
    { name: texts.say('fact.since'), value: texts.moment(new Date(since), country) },
    { name: texts.say('fact.endsAt'), value: texts.moment(new Date(until), country) },
  ];
  const isolates = { partner: names.partner.isolate, company: names.company.isolate };
  const common = { texts, partner, greeting: greetingOf(texts, toName), preheader: texts.say('endingMail.preheader') };
  return toCustomer
    ? {
        ...common,
        subject: fitSubject([isolates.partner], (shown) =>
          texts.say('endingMail.subject', { partner: shown(isolates.partner) }),
        ),
        title: texts.phrase('endingMail.title'),
        blocks: [
          paragraph(texts.phrase('endingMail.lead', names)),
          { kind: 'facts', facts },
          {
            kind: 'list',
            items: [texts.phrase('endingMail.goOn', { partner: names.partner }), texts.phrase('endingMail.earlier')],
          },
          ...(urls.access === undefined
            ? []
            : [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]),
        ],
        why: texts.phrase('receiptMail.why', { company: names.company }),
      }
    : {
        ...common,
        subject: fitSubject(Object.values(isolates), (shown) =>
          texts.say('endingMail.toldSubject', { partner: shown(isolates.partner), company: shown(isolates.company) }),
        ),
        title: texts.phrase('endingMail.toldTitle', { company: names.company }),
        blocks: [
          paragraph(texts.phrase('endingMail.toldLead')),
          { kind: 'facts', facts },
          paragraph(texts.phrase('endingMail.toldGoOn')),
        ],
        why: texts.phrase('endedMail.toldWhy', names),
      };
}
