/** An offer as the API shows it, with its link and the message that is ready to be copied. */
import { offerStatus, type Offer } from '../domain/offers/offer';
import { asSeen, fields } from '../domain/visibility';
import type { Caller } from '../http/operation';
import { logoCardOf, offerCardOf, partnerCardOf } from '../kit/cards';
import { renderOfferMessage } from '../mails/offer';
import type { Ports } from '../ports';

export type OfferViewPorts = Pick<Ports, 'links' | 'logos' | 'settings'>;

/** The link of an offer. */
export function offerUrl(
  { links, settings }: Pick<OfferViewPorts, 'links' | 'settings'>,
  offer: Pick<Offer, 'partnerId' | 'offerId' | 'linkVersion'>,
) {
  return `${settings.publicBaseUrl}/o/${links.issue(offer)}`;
}

/** What the API says of an offer to this caller at this moment. */
export function offerView(
  ports: OfferViewPorts,
  { partner: { document: partner }, sight }: Pick<Caller, 'partner' | 'sight'>,
  offer: Offer,
  now: Date,
) {
  const url = offerUrl(ports, offer);
  const { kind, summaryId, officeId, usageLocation, lines, delegatedAdministration, delegationDays, language } = offer;
  const { revocation, replacedBy } = offer;
  const { reference, introduction, closing, customerId, maxRedemptions, redemptionCount, createdAt, expiresAt } = offer;
  const view = {
    id: offer.offerId,
    kind,
    status: offerStatus(offer, now),
    summaryId,
    url,
    officeId,
    usageLocation,
    lines,
    delegatedAdministration,
    delegationDays,
    language,
    reference,
    introduction,
    closing,
    customerId,
    maxRedemptions,
    redemptionCount,
    createdAt,
    createdBy: { userId: offer.createdBy.userId, name: offer.createdBy.name },
    expiresAt,
    ...(revocation ? { revocation: { at: revocation.at, reason: revocation.reason } } : {}),
    replacedBy,
    message: renderOfferMessage({
      language,
      partner: partnerCardOf(partner, logoCardOf(ports, partner, ports.settings.publicBaseUrl), officeId),
      offer: offerCardOf(offer),
      url,
    }),
  };
  return asSeen(view, fields.offer, sight);
}
