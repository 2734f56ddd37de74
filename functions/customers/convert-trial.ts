/** A partner offers a customer to buy what it has on trial. Nothing changes for the customer until it accepts. */
import { Customer } from '../../shared/domain/customers/customer';
import { Subscription, subscriptionKey } from '../../shared/domain/customers/subscription';
import { ConversionRequest, conversionOffer } from '../../shared/domain/offers/offer';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { makeOffer } from '../../shared/offers/new-offer';
import type { OfferViewPorts } from '../../shared/offers/offer-view';
import type { Ports } from '../../shared/ports';

type Deps = ApiPorts & OfferViewPorts & Pick<Ports, 'random'>;

/** Creates a purchase offer for one customer from its trial; the same Idempotency-Key answers with the first one. */
export const convertTrial = (ports: Deps) =>
  userOperation('convertTrial', ports, { body: ConversionRequest, bodyOptional: true }, async (call) => {
    const { params, caller, body } = call;
    const { customerId = '', subscriptionId = '' } = params;
    const customerRef = documentRef(caller.partnerId, customerId, 'domain:', 'address:');
    const subscriptionRef = documentRef(caller.partnerId, subscriptionKey(subscriptionId));
    if (!customerRef || !subscriptionRef) return refuse('not-found');
    const [customer, subscription] = await Promise.all([
      ports.partners.read(Customer, customerRef),
      ports.partners.read(Subscription, subscriptionRef),
    ]);
    if (!customer || subscription?.document.customerId !== customerId) return refuse('not-found');
    const draft = conversionOffer(customer.document, subscription.document, body);
    return makeOffer(ports, call, draft, {
      route: `api/customers/${customerId}/subscriptions/${subscriptionId}/conversion`,
      action: 'purchaseOfferCreated',
      asked: body,
    });
  });
