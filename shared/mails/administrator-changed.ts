/** The mails that say who is the administrator on record now: to whoever was, to whoever is, and to the partner. */
import type { MailContent } from '../domain/mail/mail';
import { shownAddress, shownDomain } from '../domain/shown-domains';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import { fact, type Fact } from '../kit/facts';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailBlock, type MailMessage } from './layout/mail-message';

type Changed = Extract<MailContent, { template: 'administratorChanged' }>;

/** What has changed, how it came about, and what it means for whoever reads it. */
export function administratorChangedMail(
  content: Changed,
  { language, timeZone, partner, urls, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language, timeZone);
  const names = { partner: named(partner.name), company: named(content.companyName) };
  const { toldTo } = content;
  const button: readonly MailBlock[] =
    toldTo === 'new' && urls.access !== undefined
      ? [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access }]
      : [];
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject:
      toldTo === 'partner'
        ? fitSubject([names.partner.isolate, names.company.isolate], (shown) =>
            texts.say('administratorMail.toldSubject', {
              partner: shown(names.partner.isolate),
              company: shown(names.company.isolate),
            }),
          )
        : fitSubject([names.partner.isolate], (shown) =>
            texts.say('administratorMail.subject', { partner: shown(names.partner.isolate) }),
          ),
    preheader: texts.say('administratorMail.preheader', { company: names.company }),
    title: texts.phrase('administratorMail.title', { company: names.company }),
    blocks: [
      paragraph(texts.phrase(leads[toldTo], names)),
      paragraph(
        texts.phrase(content.way === 'codes' ? 'administratorMail.byCodes' : 'administratorMail.byClaim', names),
      ),
      { kind: 'facts', facts: factsOf(texts, content) },
      ...button,
      ...(toldTo === 'former'
        ? [
            { kind: 'heading', words: texts.phrase('codeMail.notYouTitle') } as const,
            paragraph(texts.phrase('administratorMail.notYou', { partner: names.partner })),
          ]
        : []),
    ],
    why:
      toldTo === 'partner'
        ? texts.phrase('endedMail.toldWhy', names)
        : texts.phrase(toldTo === 'former' ? 'administratorMail.formerWhy' : 'receiptMail.why', names),
  };
}

const leads = {
  former: 'administratorMail.formerLead',
  new: 'administratorMail.newLead',
  partner: 'administratorMail.partnerLead',
} as const;

function factsOf(texts: Texts, content: Changed): readonly Fact[] {
  const { companyName, primaryDomain, former, contact, changedAt, country } = content;
  return [
    fact(texts.say('fact.company'), named(companyName)),
    ...(primaryDomain === null ? [] : [fact(texts.say('fact.domain'), leftToRight(shownDomain(primaryDomain)))]),
    fact(texts.say('administratorMail.former'), named(former.name)),
    fact(texts.say('administratorMail.formerAddress'), leftToRight(shownAddress(former.email))),
    fact(texts.say('administratorMail.now'), named(contact.name)),
    fact(texts.say('administratorMail.nowAddress'), leftToRight(shownAddress(contact.email))),
    { name: texts.say('administratorMail.changedAt'), value: texts.moment(new Date(changedAt), country) },
  ];
}
