/** A customer, or a scanner before them, opens a link. Nothing changes by it. */
import { productNameOf } from '../../shared/domain/product';
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { inLanguage, loadLink } from '../../shared/links/loaded-link';
import { offerCardOf } from '../../shared/pages/cards';
import { consentText } from '../../shared/pages/consent-texts';
import { renderDetailsPage } from '../../shared/pages/details-page';
import { renderOfferPage } from '../../shared/pages/offer-page';
import type { Ports } from '../../shared/ports';

/** Shows the offer, and with `step=details` the form that answers it. */
export const openLink = (ports: LinkPorts & Pick<Ports, 'random'>) =>
  linkOperation('openLink', ports, async (call): Promise<LinkAnswer | LinkRefused> => {
    const loaded = await loadLink(ports, call);
    if ('ok' in loaded) return loaded;
    if (loaded.dead) return loaded.dead;
    const { partner, offer, paths } = loaded;
    const atDetails = call.request.query.get('step') === 'details';
    const context = loaded.contextOf(atDetails ? paths.details : paths.offer);
    const card = offerCardOf(offer);
    const { language } = context;
    const kept = (path: string): string => (call.chosenLanguage ? inLanguage(path, language) : path);
    const consents = { partner: context.partner, offer: card };
    const { accent: _accent, logo: _logo, ...profile } = context.partner;
    return {
      status: 200,
      json: {
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
      },
      page: {
        accent: partner.profile.accent,
        html: () =>
          atDetails
            ? renderDetailsPage({
                context,
                offer: card,
                action: kept(paths.redemptions),
                offerUrl: kept(paths.offer),
                values: {},
                errors: [],
                formKey: Buffer.from(ports.random.bytes(16)).toString('base64url'),
              })
            : renderOfferPage({ context, offer: card, detailsUrl: kept(paths.details) }),
      },
    };
  });
