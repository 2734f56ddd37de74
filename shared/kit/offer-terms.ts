/** The figures and parties of an offer, put in the reader's words; pages, mails and consents say them alike. */
import { clouds } from '../catalogue/clouds';
import { limits } from '../catalogue/limits';
import { addOnsWithoutBase, findProduct, productNameOf } from '../domain/product';
import { named, type Isolated, type Phrase } from '../i18n/phrase';
import type { Texts } from '../i18n/texts';
import type { OfferCard, PartnerCard } from './cards';

/** What an offer or an agreement is about: its lines, as far as they name products. */
interface Products {
  readonly lines: readonly { readonly productId: string }[];
}

/** What it is about: something to try, or to buy, no offer mixes the two; or, without any product, delegated administration alone. */
export function topicOf({ lines }: Products): 'trial' | 'purchase' | 'delegation' {
  if (lines.length === 0) return 'delegation';
  return lines.every(({ productId }) => findProduct(productId)?.kind !== 'purchase') ? 'trial' : 'purchase';
}

/** The names of the products on offer. */
export function productsOf(texts: Texts, { lines }: Products): Isolated {
  return texts.list(lines.map(({ productId }) => productNameOf(productId, texts.language)));
}

/** What it is about as plain text, where nothing can be marked up: its products, or delegated administration. */
export function topicNameOf(texts: Texts, offer: Products): string {
  return topicOf(offer) === 'delegation' ? texts.say('fact.delegation') : productsOf(texts, offer).isolate;
}

/** Who offers what, in one line: so many products are counted rather than named. */
export function offerHeading(texts: Texts, { name }: Pick<PartnerCard, 'name'>, offer: Products): Phrase {
  const partner = named(name);
  const topic = topicOf(offer);
  if (topic === 'delegation') return texts.phrase('delegationOffer.heading', { partner });
  if (topic === 'trial') return texts.phrase('trial.heading', { partner, product: productsOf(texts, offer) });
  const { length: count } = offer.lines;
  return count > mostNamed
    ? texts.phrase('purchase.headingSeveral', { partner, count })
    : texts.phrase('purchase.heading', { partner, product: productsOf(texts, offer) });
}

const mostNamed = 2;

/** Who runs the service in that country. */
export function providerOf(texts: Texts, usageLocation: string | undefined): string {
  return texts.say(usageLocation === 'CN' ? 'provider.china' : 'provider.global');
}

/** Where the customer's administrator signs in. */
export function adminCenterOf(country: string): string {
  return clouds[country === 'CN' ? 'china' : 'global'].adminCenter;
}

/** Under which of the provider's agreements. */
export function agreementOf(texts: Texts, usageLocation: string): string {
  return texts.say(usageLocation === 'CN' ? 'agreement.china' : 'agreement.global');
}

/** How long the trial lasts: the longest, when there are several. */
export function trialLengthOf(texts: Texts, offer: Pick<OfferCard, 'lines'>): string {
  const count = Math.max(0, ...offer.lines.map(({ trialDays }) => trialDays ?? 0));
  return texts.say('count.days', { count });
}

/** For how long something is bought at a time: the longest, when there are several terms. */
export function termOf(texts: Texts, { lines }: Products): string {
  const terms = lines.map(({ productId }) => findProduct(productId)?.termMonths ?? limits.purchase.termMonths);
  return texts.say('count.months', { count: Math.max(...terms) });
}

/** What products on offer need besides, that is not offered with them: a sentence each. */
export function needsOf(texts: Texts, { lines }: Products): readonly Phrase[] {
  return addOnsWithoutBase(lines).map((product) =>
    texts.phrase('purchase.needs', {
      product: productsOf(texts, { lines: [{ productId: product.id }] }),
      bases: productsOf(texts, { lines: (product.requires ?? []).map((productId) => ({ productId })) }),
    }),
  );
}

/** How many licences, all lines together. */
export function licencesOf(texts: Texts, offer: Pick<OfferCard, 'lines'>): string {
  return texts.say('count.licences', { count: offer.lines.reduce((sum, { quantity }) => sum + quantity, 0) });
}

/** For how long delegated administration is asked for, as one of the offer's facts. */
export function delegationLengthOf(texts: Texts, { delegationDays: count }: Pick<OfferCard, 'delegationDays'>): string {
  return count === undefined
    ? texts.say('delegation.forGood')
    : texts.say('delegation.forDays', { days: texts.say('count.days', { count }) });
}

/** What delegated administration allows, a sentence each. */
export function delegationAllows(texts: Texts, partner: Isolated): readonly Phrase[] {
  return [
    texts.phrase('delegation.allowsFull', { partner }),
    texts.phrase('delegation.allowsLimited', { partner }),
    texts.phrase('delegation.allowsWho', { partner }),
  ];
}

/** How long it lasts, how it ends, what it leaves alone, and that the provider's own request follows. */
export function delegationLasts(
  texts: Texts,
  partner: Isolated,
  { delegationDays: count, usageLocation }: Pick<OfferCard, 'delegationDays' | 'usageLocation'>,
): readonly Phrase[] {
  return [
    count === undefined
      ? texts.phrase('delegation.lasts')
      : texts.phrase('delegation.lastsDays', { days: texts.say('count.days', { count }) }),
    texts.phrase('delegation.ending', { partner }),
    texts.phrase('endDelegation.keeps'),
    texts.phrase('delegation.provider', { partner, provider: providerOf(texts, usageLocation) }),
  ];
}

/** So many of what comes next are about setting up. */
export const setUpSteps = 2;

/** How the customer's agreement is spoken of, by what it is about. */
export function receiptWording(
  texts: Texts,
  agreement: Products,
  { company, partner, provider }: { readonly company: Isolated; readonly partner: Isolated; readonly provider: string },
) {
  const products = productsOf(texts, agreement);
  const setUp = [texts.phrase('receipt.setUp', { partner, provider }), texts.phrase('receipt.contact', { partner })];
  switch (topicOf(agreement)) {
    case 'trial':
      return {
        subject: 'trial.receiptSubject',
        title: 'trial.receiptTitle',
        lead: texts.phrase('trial.receiptLead', { company, products, partner }),
        next: [...setUp, texts.phrase('trial.receiptEnd')],
      } as const;
    case 'purchase':
      return {
        subject: 'purchase.receiptSubject',
        title: 'purchase.receiptTitle',
        lead: texts.phrase('purchase.receiptLead', { company, products, partner }),
        next: [...setUp, texts.phrase('purchase.receiptEnd', { provider })],
      } as const;
    case 'delegation':
      return {
        subject: 'delegationOffer.receiptSubject',
        title: 'delegationOffer.receiptTitle',
        lead: texts.phrase('delegationOffer.receiptLead', { company, partner }),
        next: [
          texts.phrase('delegation.provider', { partner, provider }),
          texts.phrase('delegation.ending', { partner }),
        ],
      } as const;
  }
}
