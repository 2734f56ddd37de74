/** The mails that tell both sides what a customer has ended on its access page. */
import type { MailContent } from '../domain/mail/mail';
import { productNameOf } from '../domain/product';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import { fact, type Fact } from './facts';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './mail-message';
import { providerOf } from './offer-terms';
import type { MailContext } from './render-mail';

type Ended = Extract<MailContent, { template: 'delegationEnded' | 'partnerOfRecordEnded' }>;

const customerKeys = {
  delegationEnded: {
    subject: 'endedMail.delegationSubject',
    title: 'endedMail.delegationTitle',
    lead: 'endedMail.delegationLead',
    keeps: 'endDelegation.keeps',
    provider: 'endDelegation.provider',
  },
  partnerOfRecordEnded: {
    subject: 'endedMail.recordSubject',
    title: 'endedMail.recordTitle',
    lead: 'endedMail.recordLead',
    keeps: 'endRecord.keeps',
    provider: 'endRecord.provider',
  },
} as const;

const partnerKeys = {
  delegationEnded: {
    subject: 'endedMail.toldDelegationSubject',
    title: 'endedMail.toldDelegationTitle',
    next: 'endedMail.toldDelegationNext',
    keeps: 'endedMail.toldDelegationKeeps',
  },
  partnerOfRecordEnded: {
    subject: 'endedMail.toldRecordSubject',
    title: 'endedMail.toldRecordTitle',
    next: 'endedMail.toldRecordNext',
    keeps: 'endedMail.toldRecordKeeps',
  },
} as const;

/** What has ended, what that means, and what comes next for whoever reads it. */
export function endedMail(content: Ended, context: MailContext): MailMessage {
  return content.toldTo === 'customer' ? toCustomer(content, context) : toPartner(content, context);
}

function toCustomer(content: Ended, { language, partner, urls, toName }: MailContext): MailMessage {
  const texts = textsFor(language);
  const keys = customerKeys[content.template];
  const parties = { partner: named(partner.name), company: named(content.companyName) };
  const { isolate: partnerName } = parties.partner;
  const provider = providerOf(texts, content.country);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([partnerName], (shown) => texts.say(keys.subject, { partner: shown(partnerName) })),
    preheader: texts.say('endedMail.preheader', { company: parties.company }),
    title: texts.phrase(keys.title),
    blocks: [
      paragraph(texts.phrase(keys.lead, parties)),
      { kind: 'facts', facts: factsOf(texts, content) },
      {
        kind: 'list',
        items: [texts.phrase(keys.keeps), texts.phrase(keys.provider, { partner: parties.partner, provider })],
      },
      ...(urls.access === undefined
        ? []
        : [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]),
      { kind: 'heading', words: texts.phrase('codeMail.notYouTitle') },
      paragraph(texts.phrase('endedMail.notYou', { partner: parties.partner })),
    ],
    why: texts.phrase('receiptMail.why', { company: parties.company }),
  };
}

function toPartner(content: Ended, { language, partner, toName }: MailContext): MailMessage {
  const texts = textsFor(language);
  const keys = partnerKeys[content.template];
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
      texts.say(keys.subject, { partner: shown(names.partner), company: shown(names.company) }),
    ),
    preheader: texts.say('endedMail.toldPreheader', { provider }),
    title: texts.phrase(keys.title, { company }),
    blocks: [
      paragraph(texts.phrase('endedMail.toldLead')),
      {
        kind: 'facts',
        facts: [
          ...(first ? [first] : []),
          ...(primaryDomain === null ? [] : [fact(texts.say('fact.domain'), leftToRight(primaryDomain))]),
          ...facts,
        ],
      },
      { kind: 'heading', words: texts.phrase('acceptedMail.nextTitle') },
      paragraph(texts.phrase(keys.next, { provider })),
      paragraph(texts.phrase(keys.keeps)),
    ],
    why: texts.phrase('endedMail.toldWhy', { company, partner: named(partner.name) }),
  };
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
