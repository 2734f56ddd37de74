/** The mails that tell both sides how a customer answered what its partner asked for with product keys. */
import type { MailContent } from '../domain/mail/mail';
import { productNameOf } from '../domain/product';
import { shownDomain } from '../domain/shown-domains';
import { leftToRight, named, type Phrase } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import { fact, type Fact } from '../kit/facts';
import { providerOf } from '../kit/offer-terms';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

type AskAnswered = Extract<MailContent, { template: 'askAnswered' }>;

/** What was answered, what that means, and what comes next for whoever reads it. */
export function askAnsweredMail(content: AskAnswered, context: MailContext): MailMessage {
  return content.toldTo === 'customer' ? toldToCustomer(content, context) : toldToPartner(content, context);
}

/** Customers are told of what they granted alone. */
function toldToCustomer(content: AskAnswered, { language, timeZone, partner, urls, toName }: MailContext): MailMessage {
  const texts = textsFor(language, timeZone);
  const parties = { partner: named(partner.name), company: named(content.companyName) };
  const { isolate: partnerName } = parties.partner;
  const provider = providerOf(texts, content.country);
  const isRecord = content.ask === 'partnerOfRecord';
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([partnerName], (shown) => texts.say('answeredMail.subject', { partner: shown(partnerName) })),
    preheader: texts.say('answeredMail.preheader', { company: parties.company }),
    title: texts.phrase(isRecord ? 'answeredMail.recordTitle' : 'answeredMail.delegationTitle', {
      partner: parties.partner,
    }),
    blocks: [
      paragraph(texts.phrase('answeredMail.lead', { company: parties.company })),
      { kind: 'facts', facts: factsOf(texts, content) },
      { kind: 'heading', words: texts.phrase('offer.nextTitle') },
      {
        kind: 'list',
        items: [
          isRecord
            ? texts.phrase('asks.recordTold', { partner: parties.partner })
            : texts.phrase('delegation.provider', { partner: parties.partner, provider }),
          texts.phrase('asks.endHere'),
        ],
      },
      ...(urls.access === undefined
        ? []
        : [{ kind: 'button', label: texts.say('receipt.accessLink'), url: urls.access } as const]),
      { kind: 'heading', words: texts.phrase('codeMail.notYouTitle') },
      paragraph(texts.phrase('endedMail.notYou', { partner: parties.partner })),
    ],
    why: texts.phrase('receiptMail.why', { company: parties.company }),
  };
}

const toldTitles = {
  delegatedAdministration: { yes: 'delegationOffer.acceptedTitle', no: 'answeredMail.toldDelegationNo' },
  partnerOfRecord: { yes: 'answeredMail.toldRecordYes', no: 'answeredMail.toldRecordNo' },
} as const;

function toldToPartner(content: AskAnswered, { language, timeZone, partner, toName }: MailContext): MailMessage {
  const texts = textsFor(language, timeZone);
  const company = named(content.companyName);
  const names = { partner: named(partner.name).isolate, company: company.isolate };
  const [first, ...facts] = factsOf(texts, content);
  const { primaryDomain, ask, given } = content;
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject(Object.values(names), (shown) =>
      texts.say('answeredMail.toldSubject', { partner: shown(names.partner), company: shown(names.company) }),
    ),
    preheader: texts.say('answeredMail.toldPreheader'),
    title: texts.phrase(toldTitles[ask][given ? 'yes' : 'no'], { company }),
    blocks: [
      paragraph(texts.phrase('answeredMail.toldLead')),
      {
        kind: 'facts',
        facts: [
          ...(first ? [first] : []),
          ...(primaryDomain === null ? [] : [fact(texts.say('fact.domain'), leftToRight(shownDomain(primaryDomain)))]),
          ...facts,
        ],
      },
      { kind: 'heading', words: texts.phrase('acceptedMail.nextTitle') },
      paragraph(nextOf(texts, content)),
    ],
    why: texts.phrase('endedMail.toldWhy', { company, partner: named(partner.name) }),
  };
}

function nextOf(texts: Texts, { ask, given, country }: AskAnswered): Phrase {
  const provider = providerOf(texts, country);
  if (!given) return texts.phrase('answeredMail.toldNo');
  return texts.phrase(ask === 'partnerOfRecord' ? 'answeredMail.toldRecordNext' : 'delegationOffer.acceptedNext', {
    provider,
  });
}

function factsOf(texts: Texts, { companyName, country, productId, answeredAt }: AskAnswered): readonly Fact[] {
  return [
    fact(texts.say('fact.company'), named(companyName)),
    ...(productId === undefined
      ? []
      : [fact(texts.say('fact.product'), named(productNameOf(productId, texts.language)))]),
    { name: texts.say('answeredMail.at'), value: texts.moment(new Date(answeredAt), country) },
  ];
}
