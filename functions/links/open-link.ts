/** A customer, or a scanner before them, opens a link. Nothing changes by it. */
import { linkOperation, type LinkAnswer, type LinkPorts, type LinkRefused } from '../../shared/http/link-operation';
import { offerCardOf } from '../../shared/kit/cards';
import { deadLinkPage, loadLink, type LoadedLink } from '../../shared/links/loaded-link';
import { OpenedLinks } from '../../shared/links/opened-links';
import { openedOfferView } from '../../shared/links/opened-offer';
import { renderDetailsPage } from '../../shared/pages/details/details-page';
import { renderDeclinedPage, renderDeclinePage } from '../../shared/pages/offer/decline-page';
import { renderOfferPage } from '../../shared/pages/offer/offer-page';
import { inLanguage } from '../../shared/paths/in-language';
import { answerPathOf } from '../../shared/paths/link-paths';
import type { Ports } from '../../shared/ports';
import { randomId } from '../../shared/signing/random-id';

const steps = ['offer', 'details', 'refusal', 'declined'] as const;

/** Shows the offer; with `step=details` the form that answers it, with `step=refusal` the one that says no. */
export const openLink = (ports: LinkPorts & Pick<Ports, 'random'>) => {
  const opened = new OpenedLinks();
  return linkOperation('openLink', ports, {}, async (call): Promise<LinkAnswer | LinkRefused> => {
    const loaded = await loadLink(ports, call, opened);
    if ('ok' in loaded) return loaded;
    const named = call.request.query.get('step');
    if (loaded.dead) return named === 'asked' ? asked(loaded, loaded.dead) : loaded.dead;
    const { partner, offer, paths, keep } = loaded;
    const step = steps.find((one) => one === named) ?? 'offer';
    const kept = (path: string): string => (call.chosenLanguage ? inLanguage(path, call.chosenLanguage) : path);
    return {
      status: 200,
      json: () => openedOfferView(loaded),
      page: {
        accent: partner.profile.accent,
        html: () => {
          const shown = {
            context: loaded.contextOf(paths[step]),
            offer: offerCardOf(offer),
            offerUrl: kept(paths.offer),
          };
          switch (step) {
            case 'offer':
              return renderOfferPage({ ...shown, detailsUrl: kept(paths.details), refusalUrl: kept(paths.refusal) });
            case 'details':
              return renderDetailsPage({
                ...shown,
                action: kept(answerPathOf(paths, offer.kind)),
                values: {},
                errors: [],
                formKey: randomId(ports),
              });
            case 'refusal':
              return renderDeclinePage({ ...shown, action: paths.refusals, values: {}, errors: [] });
            case 'declined':
              return renderDeclinedPage(shown);
          }
        },
      },
      // Each form of an answer has a key of its own.
      keep:
        keep && step !== 'details'
          ? (form, make) => keep(`${form} ${step} ${call.chosenLanguage ?? ''}`, make)
          : undefined,
    };
  });
};

/** The dead link's page after a fresh one was asked for. */
function asked({ paths, contextOf }: LoadedLink, dead: LinkRefused): LinkRefused {
  return deadLinkPage(dead, paths, contextOf(paths.freshLinkAsked), 'asked');
}
