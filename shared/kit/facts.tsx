/** Facts in two columns: what they are called, and what they are. */
import type { ComponentChildren } from 'preact';
import type { DelegationPeriod } from '../domain/delegation-period';
import { productNameOf } from '../domain/product';
import { isolated, leftToRight, named, type Isolated, type Phrase } from '../i18n/phrase';
import type { Texts } from '../i18n/texts';
import type { AgreedLine, OfferCard, PartnerCard } from './cards';
import { delegationLengthOf, providerOf, topicOf, termOf, trialLengthOf } from './offer-terms';
import { Words } from './words';

/** What is told of something: a name for it, and what it is. Pages and mails lay it out in their own ways. */
export interface Fact {
  readonly name: string;
  readonly value: string | Phrase;
}

/** The facts of an offer; the product of a trial stands in the title already. */
export function offerFacts(texts: Texts, offer: OfferCard): readonly Fact[] {
  return [
    ...termFacts(texts, offer),
    costFact(texts, offer, offer.usageLocation),
    { name: texts.say('fact.openUntil'), value: texts.moment(offer.expiresAt, offer.usageLocation) },
  ];
}

function termFacts(texts: Texts, offer: OfferCard): readonly Fact[] {
  switch (topicOf(offer)) {
    case 'trial':
      return [
        ...offer.lines.map(({ quantity }) => ({ name: texts.say('fact.licences'), value: texts.number(quantity) })),
        { name: texts.say('fact.duration'), value: trialLengthOf(texts, offer) },
      ];
    case 'purchase':
      return [
        ...offer.lines.map((line) => countFact(texts, line)),
        { name: texts.say('fact.term'), value: termOf(texts, offer) },
      ];
    case 'delegation':
      return [{ name: texts.say('fact.duration'), value: delegationLengthOf(texts, offer) }];
  }
}

/** What was agreed, as the customer and the partner both read it. */
export interface Agreement {
  readonly companyName: string;
  readonly partner: Pick<PartnerCard, 'name'>;
  readonly lines: readonly AgreedLine[];
  /** Left out when it was not offered. */
  readonly delegatedAdministration?: boolean | undefined;
  /** Since when and until when, where it was accepted. */
  readonly delegation?: DelegationPeriod | undefined;
  readonly confirmedAt: Date;
  /** The country whose time dates are told in. */
  readonly country?: string | undefined;
  readonly summaryId?: string | undefined;
}

/** Agreed lines as they are kept, as people read them. */
export function agreedLinesOf(
  lines: readonly (Omit<AgreedLine, 'endsAt'> & { readonly endsAt: string })[],
): readonly AgreedLine[] {
  return lines.map(({ productId, quantity, offeredQuantity, endsAt }) => ({
    productId,
    quantity,
    offeredQuantity,
    endsAt: new Date(endsAt),
  }));
}

/** The facts of an agreement. */
export function agreementFacts(texts: Texts, agreement: Agreement): readonly Fact[] {
  const partner = named(agreement.partner.name);
  const [first] = agreement.lines;
  const topic = topicOf(agreement);
  return [
    fact(texts.say('fact.company'), named(agreement.companyName)),
    ...(topic === 'trial'
      ? agreement.lines.flatMap(({ productId, quantity }) => [
          productFact(texts, productId),
          { name: texts.say('fact.licences'), value: texts.number(quantity) },
        ])
      : agreement.lines.map((line) => countFact(texts, line))),
    ...(first === undefined
      ? []
      : [
          {
            name: texts.say(topic === 'trial' ? 'fact.trialEnds' : 'fact.renewsOn'),
            value: texts.moment(first.endsAt, agreement.country),
          },
        ]),
    ...(topic === 'delegation'
      ? []
      : [costFact(texts, agreement, agreement.country), fact(texts.say('fact.partnerOfRecord'), partner)]),
    { name: texts.say('fact.delegation'), value: delegationAnswer(texts, agreement, partner) },
    { name: texts.say('fact.agreedAt'), value: texts.moment(agreement.confirmedAt, agreement.country) },
    ...(agreement.summaryId === undefined ? [] : [fact(texts.say('fact.reference'), leftToRight(agreement.summaryId))]),
  ];
}

function delegationAnswer(texts: Texts, agreement: Agreement, partner: Isolated): Phrase {
  const { delegatedAdministration: given, delegation, country } = agreement;
  if (given === undefined) return texts.phrase('delegation.notOffered');
  if (given && delegation?.until !== undefined)
    return texts.phrase('delegation.yesUntil', { partner, date: texts.moment(new Date(delegation.until), country) });
  return given ? texts.phrase('delegation.yes', { partner }) : texts.phrase('delegation.no', { partner });
}

/** What it costs here and now. */
function costFact(texts: Texts, about: Pick<Agreement, 'lines'> | OfferCard, country: string | undefined): Fact {
  const value =
    topicOf(about) === 'purchase'
      ? texts.say('fact.costBilled', { provider: providerOf(texts, country) })
      : texts.say('fact.costNothing');
  return { name: texts.say('fact.cost'), value };
}

/** How many licences of a product, by its name; with what the partner had offered, when that was another count. */
function countFact(texts: Texts, { productId, quantity, offeredQuantity }: Omit<AgreedLine, 'endsAt'>): Fact {
  const licences = texts.say('count.licences', { count: quantity });
  return {
    name: isolated(named(productNameOf(productId, texts.language)), texts.language),
    value:
      offeredQuantity === undefined
        ? licences
        : texts.say('fact.licencesOffered', { licences, offered: texts.number(offeredQuantity) }),
  };
}

function productFact(texts: Texts, productId: string): Fact {
  return fact(texts.say('fact.product'), named(productNameOf(productId, texts.language)));
}

/** A fact that somebody else typed. */
export function fact(name: string, value: Isolated): Fact {
  return { name, value: [value] };
}

/** Facts on a page. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ name, value }) => (
        <FactRow name={name}>{typeof value === 'string' ? value : <Words of={value} />}</FactRow>
      ))}
    </dl>
  );
}

function FactRow({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** The facts of an offer on a page. */
export function OfferFacts({ texts, offer }: { readonly texts: Texts; readonly offer: OfferCard }) {
  return <Facts facts={offerFacts(texts, offer)} />;
}
