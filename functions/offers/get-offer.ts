/** A partner looks at one of its invitations or offers. */
import { Offer, offerKey } from '../../shared/domain/offers/offer';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { offerView, type OfferViewPorts } from '../../shared/offers/offer-view';

/** Reads one offer as it stands now. */
export const getOffer = (ports: ApiPorts & OfferViewPorts) =>
  userOperation('getOffer', ports, {}, async ({ params, caller, now }) => {
    const ref = documentRef(caller.partnerId, offerKey(params.offerId ?? ''));
    const offer = ref && (await ports.partners.read(Offer, ref));
    if (!offer) return refuse('not-found');
    const { document } = offer;
    return reply(200, offerView(ports, caller, document, now), { revision: document.revision });
  });
