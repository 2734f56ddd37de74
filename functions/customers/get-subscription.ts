/** A partner looks at one subscription of a customer. */
import { readSubscription } from '../../shared/customers/subscription-of-customer';
import { isShown } from '../../shared/domain/customers/acting';
import { subscriptionView } from '../../shared/domain/customers/subscription';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Reads it as it stands at this moment; one that the partner is not shown is not there. */
export const getSubscription = (ports: ApiPorts) =>
  userOperation('getSubscription', ports, {}, async ({ params, caller, now }) => {
    const found = await readSubscription(ports, caller.partnerId, params);
    if (!found || !isShown(found.subscription.document, found.customer.document, now)) return refuse('not-found');
    const { document } = found.subscription;
    return reply(200, subscriptionView(document, now), { revision: document.revision });
  });
