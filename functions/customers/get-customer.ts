/** A partner looks at one of its customers, and at what it needs to help it. */
import { Customer, customerDetails } from '../../shared/domain/customers/customer';
import { requestLine } from '../../shared/domain/customers/service-request';
import { subscriptionView } from '../../shared/domain/customers/subscription';
import { offerLine } from '../../shared/domain/offers/offer';
import { answerLine } from '../../shared/domain/redemptions/redemption';
import { refuse } from '../../shared/domain/refusal';
import { readAroundCustomer } from '../../shared/customers/client-page';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { recordNow } from '../../shared/mailboxes/record-now';
import { rightsAt } from '../../shared/users/rights';

/** Reads one customer with its subscriptions, the offers made to it and its answers, its open service requests, what ends next, and what this user may do for it. */
export const getCustomer = (ports: ApiPorts) =>
  userOperation('getCustomer', ports, {}, async ({ params, caller, now }) => {
    const ref = documentRef(caller.partnerId, params.customerId ?? '', 'domain:', 'address:');
    const stored = ref && (await ports.partners.read(Customer, ref));
    if (!stored) return refuse('not-found');
    const { document: customer } = await recordNow(ports.settings, stored, now);
    const around = await readAroundCustomer(ports.partners, customer, now);
    const acting = { user: caller.user, partner: caller.partner.document, now };
    const { acts, subscriptions: rights } = rightsAt(acting, customer, around.subscriptions);
    const page = {
      ...customerDetails(customer, now),
      subscriptions: around.subscriptions.map((one) => subscriptionView(one, now)),
      offers: around.offers.map((offer) => offerLine(offer, now)),
      answers: around.answers.map((answer) => answerLine(answer, now)),
      serviceRequests: around.requests.map((request) => requestLine(request, customer, now)),
      rights: [...acts, ...rights],
      hasMore: around.hasMore,
    };
    return reply(200, page, { revision: customer.revision });
  });
