/** A partner looks at one of its service requests. */
import { readRequest, wholeRequest } from '../../shared/customers/service-requests';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Reads a request with its notes. It stays the partner's own record when delegation has ended: only what would go on with it is refused then. */
export const getServiceRequest = (ports: ApiPorts) =>
  userOperation('getServiceRequest', ports, {}, async ({ params, caller, now }) => {
    const read = await readRequest(ports, caller.partnerId, params.requestId ?? '', now);
    if (!read) return refuse('not-found');
    const shown = { request: read.request.document, customer: read.customer.document };
    const view = await wholeRequest(ports.partners, caller.partner.document, shown, now);
    return reply(200, view, { revision: shown.request.revision });
  });
