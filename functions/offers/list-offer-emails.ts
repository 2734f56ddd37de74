/** A partner sees to whom an offer was mailed, and what became of each mail. */
import * as z from 'zod';
import { Mail, mailView, storedStatuses, ToldStatus } from '../../shared/domain/mail/mail';
import { Offer, offerKey } from '../../shared/domain/offers/offer';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object({ ...pageParameters, status: ToldStatus.optional() });

/** Lists the mails that carry one offer, newest first, by status. */
export const listOfferEmails = (ports: ApiPorts) =>
  userOperation('listOfferEmails', ports, { query: Query }, async ({ params, query, caller }) => {
    const { partnerId } = caller;
    const ref = documentRef(partnerId, offerKey(params.offerId ?? ''));
    const offer = ref && (await ports.partners.read(Offer, ref))?.document;
    if (!offer) return refuse('not-found');
    const page = await ports.partners.list(Mail, {
      partition: partnerId,
      type: 'mail',
      where: [
        { field: 'offerId', equals: offer.offerId },
        { field: 'kind', equals: 'offer' },
        ...(query.status ? [{ field: 'status', oneOf: storedStatuses(query.status) }] : []),
      ],
      limit: query.limit,
      after: query.cursor,
    });
    return reply(200, pageOf(page, mailView));
  });
