/** A partner looks through its invitations and offers, or takes them along as a spreadsheet. */
import * as z from 'zod';
import { Offer, OfferKind, OfferStatus } from '../../shared/domain/offers/offer';
import { askedFile, exportParameters, fileReply } from '../../shared/http/list-export';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters, searchParameter } from '../../shared/http/paging';
import { textsFor } from '../../shared/i18n/texts';
import { offerColumns } from '../../shared/offers/export-columns';
import { offersThatAre, offersWithText } from '../../shared/offers/offer-search';
import { offerView, type OfferViewPorts } from '../../shared/offers/offer-view';

const Query = z.object({
  ...pageParameters,
  ...exportParameters,
  ...searchParameter,
  kind: OfferKind.optional(),
  status: OfferStatus.optional(),
});

/** Lists offers, newest first, by kind, status and text: page by page, or all that match as a file. */
export const listOffers = (ports: ApiPorts & OfferViewPorts) =>
  userOperation('listOffers', ports, { query: Query }, async ({ request, query, caller, now }) => {
    const partition = caller.partnerId;
    const partner = caller.partner.document;
    const seesRecipients = caller.sight.has('recipients');
    const where = [
      ...offersThatAre(query, now),
      ...(await offersWithText(ports.partners, { partition, q: query.q, seesRecipients })),
    ];
    const page = (position: { readonly after: string | undefined; readonly limit: number }) =>
      ports.partners.list(Offer, { partition, type: 'offer', where, ...position });

    const file = askedFile(request, query.format);
    if (file) {
      const texts = textsFor(query.language ?? partner.profile.preferredLanguage);
      return fileReply(file, {
        title: texts.say('export.offers'),
        plainTitle: 'offers',
        nameEnd: now.toISOString().slice(0, 10),
        texts,
        columns: offerColumns(ports, texts, now),
        page,
      });
    }
    return reply(
      200,
      pageOf(await page({ after: query.cursor, limit: query.limit }), (offer) => offerView(ports, caller, offer, now)),
    );
  });
