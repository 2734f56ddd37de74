/** Facts in two columns: what they are called, and what they are. */
import type { ComponentChildren } from 'preact';
import { productNameOf } from '../domain/product';
import { leftToRight, named, type Isolated, type Phrase } from '../i18n/phrase';
import type { Texts } from '../i18n/texts';
import type { AgreedLine, OfferCard, PartnerCard } from './cards';
import { Words } from './words';

/** What is told of something: a name for it, and what it is. Pages and mails lay it out in their own ways. */
export interface Fact {
  readonly name: string;
  readonly value: string | Phrase;
}

/** The facts of an offer; a single product stands in the title already. */
export function offerFacts(texts: Texts, offer: OfferCard): readonly Fact[] {
  const several = offer.lines.length > 1;
  return [
    ...offer.lines.flatMap(({ productId, quantity, trialDays }) => [
      ...(several ? [productFact(texts, productId)] : []),
      { name: texts.say('fact.licences'), value: texts.number(quantity) },
      ...(trialDays === undefined
        ? []
        : [{ name: texts.say('fact.duration'), value: texts.say('count.days', { count: trialDays }) }]),
    ]),
    ...(offer.kind === 'trialInvitation'
      ? [{ name: texts.say('fact.cost'), value: texts.say('fact.costNothing') }]
      : []),
    { name: texts.say('fact.openUntil'), value: texts.moment(offer.expiresAt, offer.usageLocation) },
  ];
}

/** What was agreed, as the customer and the partner both read it. */
export interface Agreement {
  readonly companyName: string;
  readonly partner: Pick<PartnerCard, 'name'>;
  readonly lines: readonly AgreedLine[];
  /** Left out when it was not offered. */
  readonly delegatedAdministration?: boolean | undefined;
  readonly confirmedAt: Date;
  /** The country whose time dates are told in. */
  readonly country?: string | undefined;
  readonly summaryId?: string | undefined;
}

/** Agreed lines as they are kept, as people read them. */
export function agreedLinesOf(
  lines: readonly { readonly productId: string; readonly quantity: number; readonly endsAt: string }[],
): readonly AgreedLine[] {
  return lines.map(({ productId, quantity, endsAt }) => ({
    productId,
    quantity,
    endsAt: new Date(endsAt),
  }));
}

/** The facts of an agreement. */
export function agreementFacts(texts: Texts, agreement: Agreement): readonly Fact[] {
  const partner = named(agreement.partner.name);
  return [
    fact(texts.say('fact.company'), named(agreement.companyName)),
    ...agreement.lines.flatMap(({ productId, quantity, endsAt }) => [
      productFact(texts, productId),
      { name: texts.say('fact.licences'), value: texts.number(quantity) },
      { name: texts.say('fact.trialEnds'), value: texts.moment(endsAt, agreement.country) },
    ]),
    { name: texts.say('fact.cost'), value: texts.say('fact.costNothing') },
    fact(texts.say('fact.partnerOfRecord'), partner),
    { name: texts.say('fact.delegation'), value: delegationAnswer(texts, agreement.delegatedAdministration, partner) },
    { name: texts.say('fact.agreedAt'), value: texts.moment(agreement.confirmedAt, agreement.country) },
    ...(agreement.summaryId === undefined ? [] : [fact(texts.say('fact.reference'), leftToRight(agreement.summaryId))]),
  ];
}

function delegationAnswer(texts: Texts, given: boolean | undefined, partner: Isolated): Phrase {
  if (given === undefined) return texts.phrase('delegation.notOffered');
  return given ? texts.phrase('delegation.yes', { partner }) : texts.phrase('delegation.no', { partner });
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
