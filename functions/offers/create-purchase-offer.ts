/** A partner offers products to buy, each with a licence count: a link to give to one customer or to many. */
import { purchaseOffer, PurchaseOfferRequest } from '../../shared/domain/offers/offer-draft';
import { ok } from '../../shared/domain/refusal';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { makeOffer } from '../../shared/offers/new-offer';
import type { OfferViewPorts } from '../../shared/offers/offer-view';
import type { Ports } from '../../shared/ports';

type Deps = ApiPorts & OfferViewPorts & Pick<Ports, 'random'>;

/** Creates a purchase offer; the same Idempotency-Key answers with the first one. */
export const createPurchaseOffer = (ports: Deps) =>
  userOperation('createPurchaseOffer', ports, { body: PurchaseOfferRequest }, async (call) =>
    makeOffer(ports, call, ok(purchaseOffer(call.body)), {
      route: 'api/purchase-offers',
      action: 'purchaseOfferCreated',
      asked: call.body,
    }),
  );
