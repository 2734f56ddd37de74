/** A service request that is raised: its number is drawn until one is free, and the same request again finds its own. */
import { limits } from '../catalogue/limits';
import { Customer } from '../domain/customers/customer';
import { requestNumber } from '../domain/customers/request-number';
import { raiseRequest, ServiceRequest, serviceRequestKey } from '../domain/customers/service-request';
import { contactFault, productFault, type ServiceRequestDraft } from '../domain/customers/service-request-draft';
import { sendRequest } from '../domain/customers/serving';
import { deskFor } from '../domain/partners/support-desk';
import { ok, refuse, type Result } from '../domain/refusal';
import { fingerprintOf, idOfCreated, notReadableYet } from '../http/idempotency';
import { documentRef } from '../http/document-ref';
import type { Call, Caller } from '../http/operation';
import { recordNow } from '../mailboxes/record-now';
import type { Ports } from '../ports';
import { derivedId } from '../signing/derived-id';
import { mayServe, servingWrites } from './service-requests';

type Deps = Pick<Ports, 'partners' | 'settings' | 'random'>;
type Asked = Pick<Call<unknown, ServiceRequestDraft>, 'params' | 'body' | 'idempotencyKey' | 'now' | 'traceId'> & {
  readonly caller: Caller;
};

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

interface Raised {
  readonly request: ServiceRequest;
  readonly customer: Customer;
}

/** Raises it in one batch with the mail to the desk; under the same Idempotency-Key it is the first one, as it is now. */
export async function raise(ports: Deps, call: Asked): Promise<Result<Raised>> {
  const { params, body: draft, caller, idempotencyKey, now, traceId } = call;
  const { partnerId, user, actor } = caller;
  const partner = caller.partner.document;
  const ref = documentRef(partnerId, params.customerId ?? '', 'domain:', 'address:');
  if (!ref) return refuse('not-found');
  const drawnFrom = idOfCreated(ports, partnerId, `api/customers/${ref.id}/service-requests`, idempotencyKey);
  const fingerprint = fingerprintOf(draft);
  const raisedBy = { userId: user.userId, name: user.name, email: user.email };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = await ports.partners.read(Customer, ref);
    if (!stored) return refuse('not-found');
    const customer = await recordNow(ports.settings, stored, now);
    const may = await mayServe(ports.partners, { user, partner, customer: customer.document, now });
    if (!may.ok) return may;
    const drawn = await drawNumber(ports, partnerId, drawnFrom);
    if (!drawn) return notReadableYet;
    if (drawn.taken)
      return drawn.taken.fingerprint === fingerprint
        ? ok({ request: drawn.taken, customer: customer.document })
        : refuse('idempotency-key-reused');
    const contact = draft.contact ?? raisedBy;
    const fault = productFault(draft.productId) ?? contactFault(contact, customer.document);
    if (fault) return fault;
    const desk = deskFor(partner);
    if (!desk.ok) return desk;
    const made = { customer: customer.document, draft, number: drawn.number, raisedBy, drawnFrom, fingerprint, now };
    const serving = { partner, customer: customer.document, desk: desk.value, actor, traceId, now };
    const served = sendRequest(serving, raiseRequest(made));
    const before = { request: undefined, customer };
    const written = await ports.partners.write(partnerId, servingWrites(served, before, { allowedBy: may.value, now }));
    if (written.ok) return ok({ request: served.request, customer: customer.document });
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}

/** The first number of the request's own row that is free, or that is its own already. */
async function drawNumber({ partners }: Deps, partition: string, drawnFrom: string) {
  for (let draw = 0; draw < limits.serviceRequest.numbersDrawn; draw += 1) {
    const number = requestNumber(derivedId('service-request', drawnFrom, draw));
    const there = await partners.read(ServiceRequest, { partition, id: serviceRequestKey(number) });
    if (!there) return { number };
    if (there.document.drawnFrom === drawnFrom) return { number, taken: there.document };
  }
  return undefined;
}
