/** A partner gives an offer another link, for instance because the first one got into wrong hands. */
import { rotateLink as rotate } from '../../shared/domain/offers/offer';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { readOfferToEdit, saveOfferEdit } from '../../shared/offers/offer-edit';
import type { OfferViewPorts } from '../../shared/offers/offer-view';

/** Rotates the link of an offer under If-Match: the old link is dead from here on, and the offer goes on at the new one. */
export const rotateLink = (ports: ApiPorts & OfferViewPorts) =>
  userOperation('rotateLink', ports, {}, async (call) => {
    const offer = await readOfferToEdit(ports, call);
    if ('ok' in offer) return offer;
    const edit = rotate(offer, call.now);
    if (!edit.ok) return edit;
    return saveOfferEdit(ports, call, offer, edit.value, {
      entryId: `rotated-${offer.offerId}-${edit.value.linkVersion ?? offer.linkVersion}`,
      action: 'linkRotated',
    });
  });
