/** A partner looks through its invitations and offers, or takes them along as a spreadsheet. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { Offer, OfferKind, OfferStatus } from '../../shared/domain/offers/offer';
import { utcDay } from '../../shared/domain/utc-day';
import { exportParameters, listReply } from '../../shared/http/list-export';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { daysParameter, pageParameters, searchParameter } from '../../shared/http/paging';
import { offerColumns } from '../../shared/offers/export-columns';
import { offersThatAre, offersWithText } from '../../shared/offers/offer-search';
import { offerView, type OfferViewPorts } from '../../shared/offers/offer-view';

const Query = z.object({
  ...pageParameters,
  ...exportParameters,
  ...searchParameter,
  kind: OfferKind.optional(),
  status: OfferStatus.optional(),
  endingWithinDays: daysParameter(limits.offer.validForDays),
});

/** Lists offers, newest first, by kind, status, nearness of their end and text: page by page, or all that match as a file. */
export const listOffers = (ports: ApiPorts & OfferViewPorts) =>
  userOperation('listOffers', ports, { query: Query }, async ({ request, query, caller, now }) => {
    const partition = caller.partnerId;
    const seesRecipients = caller.sight.has('recipients');
    const where = [
      ...offersThatAre(query, now),
      ...(await offersWithText(ports.partners, { partition, q: query.q, seesRecipients })),
    ];
    return listReply(
      { request, query, caller },
      {
        page: (position) => ports.partners.list(Offer, { partition, type: 'offer', where, ...position }),
        view: (offer) => offerView(ports, caller, offer, now),
        file: (texts) => ({
          title: texts.say('export.offers'),
          plainTitle: 'offers',
          nameEnd: utcDay(now),
          columns: offerColumns(ports, texts, now),
        }),
      },
    );
  });
