/** The mail that tells a partner that a customer has accepted its offer. */
import type { MailContent } from '../domain/mail/mail';
import { shownAddress, shownDomain } from '../domain/shown-domains';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import type { PartnerCard } from '../kit/cards';
import { agreedLinesOf, agreementFacts, fact, type Fact } from '../kit/facts';
import { productsOf, providerOf, topicOf } from '../kit/offer-terms';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

type OfferAccepted = Extract<MailContent, { template: 'offerAccepted' }>;

/** Who accepted what, whether it includes delegated administration, and what the partner does next. */
export function offerAcceptedMail(
  content: OfferAccepted,
  { language, timeZone, partner, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language, timeZone);
  const provider = providerOf(texts, content.usageLocation);
  const company = named(content.companyName);
  const converted = content.lines.filter((line) => line.converted === true);
  const topic = topicOf(content);
  const names = { partner: named(partner.name).isolate, company: company.isolate };
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject(Object.values(names), (shown) =>
      texts.say('acceptedMail.subject', { partner: shown(names.partner), company: shown(names.company) }),
    ),
    preheader: texts.say('acceptedMail.preheader', { provider }),
    title: texts.phrase(titles[topic], { company }),
    blocks: [
      paragraph(texts.phrase(topic === 'delegation' ? 'delegationOffer.acceptedLead' : 'acceptedMail.lead')),
      {
        kind: 'facts',
        facts: acceptanceFacts(texts, content, partner),
      },
      { kind: 'heading', words: texts.phrase('acceptedMail.nextTitle') },
      {
        kind: 'list',
        items:
          topic === 'delegation'
            ? [texts.phrase('delegationOffer.acceptedNext', { provider }), texts.phrase('acceptedMail.tell')]
            : [
                texts.phrase('acceptedMail.setUp', { provider }),
                ...(converted.length === 0
                  ? []
                  : [
                      texts.phrase('purchase.acceptedConvert', {
                        provider,
                        products: productsOf(texts, { lines: converted }),
                      }),
                    ]),
                ...(content.delegatedAdministration === true
                  ? [texts.phrase('acceptedMail.delegation', { provider })]
                  : []),
                texts.phrase('acceptedMail.record', { provider }),
                texts.phrase('acceptedMail.tell'),
              ],
      },
    ],
    why: texts.phrase('acceptedMail.why', { partner: named(partner.name) }),
  };
}

/** The customer first, then what it agreed to. */
const titles = {
  trial: 'trial.acceptedTitle',
  purchase: 'purchase.acceptedTitle',
  delegation: 'delegationOffer.acceptedTitle',
} as const;

function acceptanceFacts(texts: Texts, content: OfferAccepted, partner: PartnerCard): readonly Fact[] {
  const { contactPhone, primaryDomain, reference } = content;
  const [company, ...agreed] = agreementFacts(texts, {
    companyName: content.companyName,
    partner,
    lines: agreedLinesOf(content.lines),
    delegatedAdministration: content.delegatedAdministration,
    delegation: content.delegation,
    confirmedAt: new Date(content.confirmedAt),
    country: content.usageLocation,
    summaryId: content.summaryId,
  });
  return [
    ...(company ? [company] : []),
    ...(primaryDomain === null ? [] : [fact(texts.say('fact.domain'), leftToRight(shownDomain(primaryDomain)))]),
    fact(texts.say('fact.contact'), named(content.contactName)),
    fact(texts.say('contact.email'), leftToRight(shownAddress(content.contactEmail))),
    ...(contactPhone === undefined ? [] : [fact(texts.say('contact.phone'), leftToRight(contactPhone))]),
    ...agreed,
    ...(reference === undefined ? [] : [fact(texts.say('fact.ownReference'), named(reference))]),
  ];
}
