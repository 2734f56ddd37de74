/** A partner offers a customer to buy what it has on trial. Nothing changes for the customer until it accepts. */
import { readSubscription } from '../../shared/customers/subscription-of-customer';
import { ConversionRequest, conversionOffer } from '../../shared/domain/offers/offer-draft';
import { refuse } from '../../shared/domain/refusal';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { makeOffer } from '../../shared/offers/new-offer';
import type { OfferViewPorts } from '../../shared/offers/offer-view';
import type { Ports } from '../../shared/ports';

type Deps = ApiPorts & OfferViewPorts & Pick<Ports, 'random'>;

/** Creates a purchase offer for one customer from its trial; the same Idempotency-Key answers with the first one. */
export const convertTrial = (ports: Deps) =>
  userOperation('convertTrial', ports, { body: ConversionRequest, bodyOptional: true }, async (call) => {
    const { params, caller, body, now } = call;
    const found = await readSubscription(ports, caller.partnerId, params);
    if (!found) return refuse('not-found');
    const { customerId, subscriptionId } = found.subscription.document;
    const draft = conversionOffer(found.customer.document, found.subscription.document, body, now);
    return makeOffer(ports, call, draft, {
      route: `api/customers/${customerId}/subscriptions/${subscriptionId}/conversion`,
      action: 'purchaseOfferCreated',
      asked: body,
    });
  });
