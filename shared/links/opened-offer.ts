/** An offer as programs read it at its link. */
import { productNameOf } from '../domain/product';
import { offerCardOf } from '../kit/cards';
import { consentText } from '../kit/consent-texts';
import type { LoadedLink } from './loaded-link';

/** Everything that the page of an offer shows, and where it is answered. */
export function openedOfferView({ offer, paths, contextOf }: LoadedLink) {
  const { language, partner } = contextOf(paths.offer);
  const card = offerCardOf(offer);
  const consents = { partner, offer: card };
  const { accent: _accent, logo: _logo, ...profile } = partner;
  return {
    ...card,
    lines: card.lines.map((line) => ({ ...line, productName: productNameOf(line.productId, language) })),
    expiresAt: offer.expiresAt,
    status: 'active',
    language: offer.language,
    partner: profile,
    terms: consentText(language, 'terms', consents),
    ...(offer.delegatedAdministration
      ? { delegatedAdministrationTerms: consentText(language, 'delegatedAdministration', consents) }
      : {}),
    ...(offer.kind === 'delegationOffer' ? { delegation: paths.delegation } : { redemptions: paths.redemptions }),
  };
}
