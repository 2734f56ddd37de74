/** The mails that tell both sides what has ended between them. */
import type { MailContent } from '../../domain/mail/mail';
import { productNameOf } from '../../domain/product';
import { shownDomain } from '../../domain/shown-domains';
import { leftToRight, named, type Isolated, type Phrase } from '../../i18n/phrase';
import { textsFor, type Texts } from '../../i18n/texts';
import { fact, type Fact } from '../../kit/facts';
import { providerOf } from '../../kit/offer-terms';
import type { MailContext } from './mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './mail-message';

type Ended = Extract<MailContent, { template: 'delegationEnded' | 'partnerOfRecordEnded' }>;

/** What the customer reads. */
export function endedToldToCustomer(
  content: Ended,
  { language, timeZone, partner, urls, toName }: MailContext,
  words: {
    readonly subject: (partner: string) => string;
    readonly title: Phrase;
    readonly lead: (parties: { readonly partner: Isolated; readonly company: Isolated }) => Phrase;
    readonly keeps: Phrase;
    readonly provider: (names: { readonly partner: Isolated; readonly provider: string }) => Phrase;
  },
): MailMessage {
  const texts = textsFor(language, timeZone);
  const parties = { partner: named(partner.name), company: named(content.companyName) };
  const { isolate: partnerName } = parties.partner;
  const provider = providerOf(texts, content.country);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([partnerName], (shown) => words.subject(shown(partnerName))),
    preheader: texts.say('endedMail.preheader', { company: parties.company }),
    title: words.title,
    blocks: [
      paragraph(words.lead(parties)),
      { kind: 'facts', facts: factsOf(texts, content) },
      {
        kind: 'list',
        items: [words.keeps, words.provider({ partner: parties.partner, provider })],
      },
      ...(urls.access === undefined
        ? []
        : [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]),
      ...(byCustomer(content)
        ? [
            { kind: 'heading', words: texts.phrase('codeMail.notYouTitle') } as const,
            paragraph(texts.phrase('endedMail.notYou', { partner: parties.partner })),
          ]
        : []),
    ],
    why: texts.phrase('receiptMail.why', { company: parties.company }),
  };
}

/** What the partner reads. */
export function endedToldToPartner(
  content: Ended,
  { language, timeZone, partner, toName }: MailContext,
  words: {
    readonly subject: (names: { readonly partner: string; readonly company: string }) => string;
    readonly title: (company: Isolated) => Phrase;
    readonly lead: Phrase;
    readonly next: (provider: string) => Phrase;
    readonly keeps: Phrase;
  },
): MailMessage {
  const texts = textsFor(language, timeZone);
  const company = named(content.companyName);
  const names = { partner: named(partner.name).isolate, company: company.isolate };
  const provider = providerOf(texts, content.country);
  const [first, ...facts] = factsOf(texts, content);
  const { primaryDomain } = content;
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject(Object.values(names), (shown) =>
      words.subject({ partner: shown(names.partner), company: shown(names.company) }),
    ),
    preheader: texts.say('endedMail.toldPreheader', { provider }),
    title: words.title(company),
    blocks: [
      paragraph(words.lead),
      {
        kind: 'facts',
        facts: [
          ...(first ? [first] : []),
          ...(primaryDomain === null ? [] : [fact(texts.say('fact.domain'), leftToRight(shownDomain(primaryDomain)))]),
          ...facts,
        ],
      },
      { kind: 'heading', words: texts.phrase('acceptedMail.nextTitle') },
      paragraph(words.next(provider)),
      paragraph(words.keeps),
    ],
    why: texts.phrase('endedMail.toldWhy', { company, partner: named(partner.name) }),
  };
}

/** The role of partner of record, and what older mails tell of, only a customer could end. */
function byCustomer(content: Ended): boolean {
  return content.template === 'partnerOfRecordEnded' || (content.endedBy ?? 'customer') === 'customer';
}

function factsOf(texts: Texts, content: Ended): readonly Fact[] {
  const { companyName, country, since, endedAt } = content;
  return [
    fact(texts.say('fact.company'), named(companyName)),
    ...(content.template === 'partnerOfRecordEnded'
      ? [fact(texts.say('fact.product'), named(productNameOf(content.productId, texts.language)))]
      : []),
    { name: texts.say('fact.since'), value: texts.moment(new Date(since), country) },
    { name: texts.say('fact.endedAt'), value: texts.moment(new Date(endedAt), country) },
  ];
}
