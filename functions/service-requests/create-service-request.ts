/** A partner raises a service request for one of its customers: it is mailed to the partner's support desk with everything in it. */
import { wholeRequest } from '../../shared/customers/service-requests';
import { raise } from '../../shared/customers/service-request-raising';
import { ServiceRequestDraft } from '../../shared/domain/customers/service-request-draft';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import type { Ports } from '../../shared/ports';

/** Creates it, as long as the customer may be helped; the same Idempotency-Key answers with the first one. */
export const createServiceRequest = (ports: ApiPorts & Pick<Ports, 'random'>) =>
  userOperation('createServiceRequest', ports, { body: ServiceRequestDraft }, async (call) => {
    const raised = await raise(ports, call);
    if (!raised.ok) return raised;
    const { request } = raised.value;
    const view = await wholeRequest(ports.partners, call.caller.partner.document, raised.value, call.now);
    return reply(201, view, { revision: request.revision, location: `/api/service-requests/${request.number}` });
  });
