/** A partner keeps something of a customer for itself: tags, other names and domains to find it by, a note. The customer sees none of it. */
import { customerWrites } from '../../shared/customers/customer-writes';
import { Customer, customerDetails } from '../../shared/domain/customers/customer';
import { CustomerEdit, editAudit, editCustomer } from '../../shared/domain/customers/customer-edit';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';
import { recordNow } from '../../shared/mailboxes/record-now';
import type { Stored } from '../../shared/ports';

/** Others who change the same customer meanwhile, and not what is edited, make the decision start again from what they left. */
const attempts = 8;

/** Changes what the request names, under If-Match; what it leaves out stays as it is. */
export const updateCustomer = (ports: ApiPorts) =>
  userOperation('updateCustomer', ports, { body: CustomerEdit }, async (call) => {
    const { params, caller, body, request, now, traceId } = call;
    const { partnerId, actor } = caller;
    const ref = documentRef(partnerId, params.customerId ?? '', 'domain:', 'address:');
    const answer = async (stored: Stored<Customer>) => {
      const { document } = await recordNow(ports.settings, stored, now);
      return reply(200, customerDetails(document, now), { revision: document.revision });
    };
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = ref && (await ports.partners.read(Customer, ref));
      if (!stored) return refuse('not-found');
      const { document: before, etag } = stored;
      const { document: asItIs } = await recordNow(ports.settings, stored, now);
      const fault = preconditionFault(request, asItIs.revision);
      if (fault) return fault;
      const after = editCustomer(before, body, now);
      if (after === before) return answer(stored);
      const entry = editAudit({ before, after, actor, traceId }, now);
      const written = await ports.partners.write(partnerId, [
        ...customerWrites(after, stored),
        { kind: 'create', document: entry },
      ]);
      if (written.ok) return answer({ document: after, etag });
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
