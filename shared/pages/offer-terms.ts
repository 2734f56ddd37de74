/** The figures and parties of an offer, put in the reader's words; pages, mails and consents say them alike. */
import { productNameOf } from '../domain/product';
import { named, type Isolated } from '../i18n/phrase';
import type { Texts } from '../i18n/texts';
import type { OfferCard } from './cards';

/** What an offer or an agreement is about: its lines, as far as they name products. */
interface Products {
  readonly lines: readonly { readonly productId: string }[];
}

/** The names of the products on offer. */
export function productsOf(texts: Texts, offer: Products): Isolated {
  return named(productNamesOf(texts, offer));
}

/** The same as plain text, where nothing can be marked up. */
export function productNamesOf(texts: Texts, { lines }: Products): string {
  return texts.list(lines.map(({ productId }) => productNameOf(productId, texts.language)));
}

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

/** How many licences, all lines together. */
export function licencesOf(texts: Texts, offer: Pick<OfferCard, 'lines'>): string {
  return texts.say('count.licences', { count: offer.lines.reduce((sum, { quantity }) => sum + quantity, 0) });
}
