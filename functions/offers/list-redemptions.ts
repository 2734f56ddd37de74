/** A partner sees who accepted an offer and who has yet to confirm. */
import * as z from 'zod';
import { Offer, offerKey } from '../../shared/domain/offer';
import { Redemption, redemptionStatus } from '../../shared/domain/redemption';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object(pageParameters);

/** Lists the redemptions of one offer, newest first. */
export const listRedemptions = (ports: ApiPorts) =>
  userOperation('listRedemptions', ports, { query: Query }, async ({ params, query, caller, now }) => {
    const { partnerId } = caller;
    const ref = documentRef(partnerId, offerKey(params.offerId ?? ''));
    const offer = ref && (await ports.partners.read(Offer, ref));
    if (!offer) return refuse('not-found');
    const page = await ports.partners.list(Redemption, {
      partition: partnerId,
      type: 'redemption',
      where: [{ field: 'offerId', equals: offer.document.offerId }],
      limit: query.limit,
      after: query.cursor,
    });
    return reply(
      200,
      pageOf(page, (redemption) => redemptionView(redemption, now)),
    );
  });

function redemptionView(redemption: Redemption, now: Date) {
  const { redemptionId, companyName, customerId, createdAt, language, lines, acceptDelegatedAdministration } =
    redemption;
  const status = redemptionStatus(redemption, now);
  const agreed =
    redemption.status === 'confirmed'
      ? { confirmedAt: redemption.confirmedAt, subscriptions: redemption.subscriptions }
      : {};
  return {
    redemptionId,
    status,
    companyName,
    customerId,
    createdAt,
    language,
    lines,
    acceptDelegatedAdministration,
    ...agreed,
  };
}
