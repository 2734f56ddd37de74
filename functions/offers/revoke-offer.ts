/** A partner takes an offer back: from this moment nobody can accept it. */
import { RevocationRequest, revoke } from '../../shared/domain/offers/offer';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { readOfferToEdit, saveOfferEdit } from '../../shared/offers/offer-edit';
import type { OfferViewPorts } from '../../shared/offers/offer-view';

/** Revokes an offer under If-Match; revoking it again shows the first result. What customers have agreed already stays. */
export const revokeOffer = (ports: ApiPorts & OfferViewPorts) =>
  userOperation('revokeOffer', ports, { body: RevocationRequest, bodyOptional: true }, async (call) => {
    const offer = await readOfferToEdit(ports, call);
    if ('ok' in offer) return offer;
    const edit = revoke(offer, { reason: call.body.reason, by: call.caller.user }, call.now);
    if (!edit.ok) return edit;
    return saveOfferEdit(ports, call, offer, edit.value, {
      entryId: `revoked-${offer.offerId}`,
      action: 'offerRevoked',
    });
  });
