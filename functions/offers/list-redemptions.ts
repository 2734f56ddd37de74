/** A partner sees who accepted an offer, who declined and who has yet to confirm, or takes that along as a spreadsheet. */
import * as z from 'zod';
import { Offer, offerKey } from '../../shared/domain/offers/offer';
import { AnyRedemption, listedRedemption, RedemptionStatus } from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { utcDay } from '../../shared/domain/utc-day';
import { exportParameters, listReply } from '../../shared/http/list-export';
import { documentRef } from '../../shared/http/document-ref';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageParameters, searchParameter } from '../../shared/http/paging';
import { redemptionColumns } from '../../shared/offers/export-columns';
import { redemptionsThatAre } from '../../shared/offers/redemption-search';

const Query = z.object({
  ...pageParameters,
  ...exportParameters,
  ...searchParameter,
  status: RedemptionStatus.optional(),
});

/** Lists the redemptions of one offer, newest first, by status and text: page by page, or all that match as a file. */
export const listRedemptions = (ports: ApiPorts) =>
  userOperation('listRedemptions', ports, { query: Query }, async ({ request, params, query, caller, now }) => {
    const partition = caller.partnerId;
    const ref = documentRef(partition, offerKey(params.offerId ?? ''));
    const offer = ref && (await ports.partners.read(Offer, ref));
    if (!offer) return refuse('not-found');
    const { offerId, summaryId } = offer.document;
    const where = [{ field: 'offerId', equals: offerId }, ...redemptionsThatAre(query, now)];
    return listReply(
      { request, query, caller },
      {
        page: (position) => ports.partners.list(AnyRedemption, { partition, type: 'redemption', where, ...position }),
        view: (redemption) => listedRedemption(redemption, now),
        file: (texts) => ({
          title: texts.say('export.answers'),
          plainTitle: 'answers',
          nameEnd: `${summaryId} ${utcDay(now)}`,
          columns: redemptionColumns(texts, now),
        }),
      },
    );
  });
