/** The figures and parties of an offer, put in the reader's words; pages, mails and consents say them alike. */
import { limits } from '../catalogue/limits';
import { addOnsWithoutBase, findProduct, productNameOf } from '../domain/product';
import { named, type Isolated, type Phrase } from '../i18n/phrase';
import type { Texts } from '../i18n/texts';
import type { OfferCard, PartnerCard } from './cards';

/** What an offer or an agreement is about: its lines, as far as they name products. */
interface Products {
  readonly lines: readonly { readonly productId: string }[];
}

/** Whether something is to be tried rather than bought; no offer mixes the two. */
export function isTrial({ lines }: Products): boolean {
  return lines.every(({ productId }) => findProduct(productId)?.kind !== 'purchase');
}

/** The names of the products on offer. */
export function productsOf(texts: Texts, { lines }: Products): Isolated {
  return texts.list(lines.map(({ productId }) => productNameOf(productId, texts.language)));
}

/** The same as plain text, where nothing can be marked up. */
export function productNamesOf(texts: Texts, offer: Products): string {
  return productsOf(texts, offer).isolate;
}

/** Who offers what, in one line: so many products are counted rather than named. */
export function offerHeading(texts: Texts, { name }: Pick<PartnerCard, 'name'>, offer: Products): Phrase {
  const partner = named(name);
  if (isTrial(offer)) return texts.phrase('trial.heading', { partner, product: productsOf(texts, offer) });
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

/** How the customer's agreement is spoken of, by what it is about. */
export function receiptWording(texts: Texts, agreement: Products, provider: string) {
  return isTrial(agreement)
    ? ({
        subject: 'trial.receiptSubject',
        title: 'trial.receiptTitle',
        lead: 'trial.receiptLead',
        end: texts.say('trial.receiptEnd'),
      } as const)
    : ({
        subject: 'purchase.receiptSubject',
        title: 'purchase.receiptTitle',
        lead: 'purchase.receiptLead',
        end: texts.say('purchase.receiptEnd', { provider }),
      } as const);
}
