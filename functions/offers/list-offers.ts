/** A partner looks through its invitations and offers. */
import * as z from 'zod';
import { Offer, OfferKind, OfferStatus } from '../../shared/domain/offer';
import { foldForSearch } from '../../shared/domain/text';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';
import { offerView, type OfferViewPorts } from '../../shared/offers/offer-view';
import type { Filter } from '../../shared/ports';

const Query = z.object({
  ...pageParameters,
  kind: OfferKind.optional(),
  status: OfferStatus.optional(),
  q: z.string().max(100, 'Must have at most 100 characters.').optional(),
});

/** Lists offers, newest first, by kind, status and text. */
export const listOffers = (ports: ApiPorts & OfferViewPorts) =>
  userOperation('listOffers', ports, { query: Query }, async ({ query, caller, now }) => {
    const text = foldForSearch(query.q ?? '');
    const page = await ports.partners.list(Offer, {
      partition: caller.partnerId,
      type: 'offer',
      where: [
        ...(query.kind ? [{ field: 'kind', equals: query.kind }] : []),
        ...(query.status ? statusIs(query.status, now) : []),
        ...(text === '' ? [] : [{ field: 'searchText', contains: text }]),
      ],
      limit: query.limit,
      after: query.cursor,
    });
    return reply(
      200,
      pageOf(page, (offer) => offerView(ports, caller.partner.document, offer, now)),
    );
  });

function statusIs(status: OfferStatus, now: Date): readonly Filter[] {
  const moment = now.toISOString();
  switch (status) {
    case 'revoked':
    case 'replaced':
      return [{ field: 'state', equals: status }];
    case 'expired':
      return [
        { field: 'state', equals: 'active' },
        { field: 'expiresAt', atMost: moment },
      ];
    case 'exhausted':
      return [
        { field: 'state', equals: 'active' },
        { field: 'expiresAt', above: moment },
        { field: 'remaining', equals: 0 },
      ];
    case 'active':
      return [
        { field: 'state', equals: 'active' },
        { field: 'expiresAt', above: moment },
        { field: 'remaining', differs: 0 },
      ];
  }
}
