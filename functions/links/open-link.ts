/** A customer, or a scanner before them, opens a link. Nothing changes by it. */
import { productNameOf } from '../../shared/domain/product';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { inLanguage, loadLink, type LoadedLink } from '../../shared/links/loaded-link';
import { OpenedLinks } from '../../shared/links/opened-links';
import { offerCardOf } from '../../shared/pages/cards';
import { consentText } from '../../shared/pages/consent-texts';
import { renderDetailsPage } from '../../shared/pages/details-page';
import { renderOfferPage } from '../../shared/pages/offer-page';
import type { Ports } from '../../shared/ports';

/** Shows the offer, and with `step=details` the form that answers it. */
export const openLink = (ports: LinkPorts & Pick<Ports, 'random'>) => {
  const opened = new OpenedLinks();
  return linkOperation('openLink', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const loaded = await loadLink(ports, call, opened);
    if ('ok' in loaded) return loaded;
    if (loaded.dead) return loaded.dead;
    const { partner, offer, paths, keep } = loaded;
    const atDetails = call.request.query.get('step') === 'details';
    const kept = (path: string): string => (call.chosenLanguage ? inLanguage(path, call.chosenLanguage) : path);
    return {
      status: 200,
      json: () => offerAsJson(loaded),
      page: {
        accent: partner.profile.accent,
        html: () => {
          const context = loaded.contextOf(atDetails ? paths.details : paths.offer);
          return atDetails
            ? renderDetailsPage({
                context,
                offer: offerCardOf(offer),
                action: kept(paths.redemptions),
                offerUrl: kept(paths.offer),
                values: {},
                errors: [],
                formKey: Buffer.from(ports.random.bytes(16)).toString('base64url'),
              })
            : renderOfferPage({ context, offer: offerCardOf(offer), detailsUrl: kept(paths.details) });
        },
      },
      // Each form has a key of its own.
      keep: keep && !atDetails ? (form, make) => keep(`${form} ${call.chosenLanguage ?? ''}`, make) : undefined,
    };
  });
};

function offerAsJson({ offer, paths, contextOf }: LoadedLink) {
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
    redemptions: paths.redemptions,
  };
}
