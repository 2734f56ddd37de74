/** A partner changes a service request: what it says, how severe it is, whether it needs attention, is closed or goes on. */
import { mayServe, readRequest, servingWrites, wholeRequest } from '../../shared/customers/service-requests';
import { contactFault, productFault, ServiceRequestEdit } from '../../shared/domain/customers/service-request-draft';
import { changeRequest } from '../../shared/domain/customers/serving';
import { deskFor } from '../../shared/domain/partners/support-desk';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';

/** Others who change the same request or customer meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Changes all that is named, under If-Match, and mails it to the desk; and to the customer where it sees the request. */
export const updateServiceRequest = (ports: ApiPorts) =>
  userOperation('updateServiceRequest', ports, { body: ServiceRequestEdit }, async (call) => {
    const { params, body, caller, request: http, now, traceId } = call;
    const { partnerId, user, actor } = caller;
    const partner = caller.partner.document;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const read = await readRequest(ports, partnerId, params.requestId ?? '', now);
      if (!read) return refuse('not-found');
      const customer = read.customer.document;
      const may = await mayServe(ports.partners, { user, partner, customer, now });
      if (!may.ok) return may;
      const before = read.request.document;
      const fault =
        preconditionFault(http, before.revision) ??
        productFault(body.productId) ??
        (body.contact && contactFault(body.contact, customer));
      if (fault) return fault;
      const desk = deskFor(partner);
      if (!desk.ok) return desk;
      const serving = { partner, customer, desk: desk.value, actor, traceId, now };
      const changed = changeRequest(serving, before, body);
      if (!changed.ok) return changed;
      const { request = before } = changed.value ?? {};
      const written =
        !changed.value ||
        (await ports.partners.write(partnerId, servingWrites(changed.value, read, { allowedBy: may.value, now }))).ok;
      if (written)
        return reply(200, await wholeRequest(ports.partners, partner, { request, customer }, now), {
          revision: request.revision,
        });
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
