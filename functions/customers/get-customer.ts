/** A partner looks at one of its customers. */
import { Customer, customerDetails } from '../../shared/domain/customers/customer';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { recordNow } from '../../shared/mailboxes/record-now';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Reads one customer. */
export const getCustomer = (ports: ApiPorts) =>
  userOperation('getCustomer', ports, {}, async ({ params, caller, now }) => {
    const ref = documentRef(caller.partnerId, params.customerId ?? '', 'domain:', 'address:');
    const customer = ref && (await ports.partners.read(Customer, ref));
    if (!customer) return refuse('not-found');
    const { document } = await recordNow(ports.settings, customer, now);
    return reply(200, customerDetails(document, now), { revision: document.revision });
  });
