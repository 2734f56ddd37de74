/** Notes on service requests: each is kept once however often it is sent, in the batch that changes its request. */
import { limits } from '../catalogue/limits';
import type { AllowedBy } from '../domain/customers/acting';
import type { Customer } from '../domain/customers/customer';
import { isRequestNumber } from '../domain/customers/request-number';
import { ServiceNote, serviceNoteKey } from '../domain/customers/service-note';
import type { ServiceRequest } from '../domain/customers/service-request';
import type { Served, Serving } from '../domain/customers/serving';
import type { Partner } from '../domain/partners/partner';
import { deskFor } from '../domain/partners/support-desk';
import { ok, refuse, type Refused, type Result } from '../domain/refusal';
import type { Ports, Write } from '../ports';
import { readRequest, servingWrites } from './service-requests';

/** Others who change the same request or customer meanwhile make the decision start again from what they left. */
const attempts = 16;

/** A note with its request, as they are after it. */
export interface KeptNote {
  readonly note: ServiceNote;
  readonly request: ServiceRequest;
}

/** Keeps a note, or shows the one that is there already; `beside` is counted in the same batch, or refuses it. */
export async function keepNote(
  ports: Pick<Ports, 'partners' | 'settings'>,
  details: Pick<Serving, 'partner' | 'actor' | 'traceId' | 'now'> & {
    readonly partner: Partner;
    readonly number: string;
    readonly noteId: string;
    readonly fingerprint: string;
    readonly may: (customer: Customer) => Promise<Result<AllowedBy>>;
    readonly serve: (serving: Serving, request: ServiceRequest, fingerprint: string) => Served;
    /** Further notes are for others. */
    readonly mostNotes?: number;
    readonly beside?: () => Promise<Refused | readonly Write[]>;
  },
): Promise<Result<KeptNote>> {
  const { partner, number, noteId, fingerprint, may, serve, beside, ...rest } = details;
  const { mostNotes = limits.serviceRequest.notes, ...acting } = rest;
  const partition = partner.partnerId;
  // Whatever somebody typed is no part of an id.
  if (!isRequestNumber(number)) return refuse('not-found');
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const [read, earlier] = await Promise.all([
      readRequest(ports, partition, number, acting.now),
      ports.partners.read(ServiceNote, { partition, id: serviceNoteKey(number, noteId) }),
    ]);
    if (!read) return refuse('not-found');
    const customer = read.customer.document;
    const request = read.request.document;
    const allowed = await may(customer);
    if (!allowed.ok) return allowed;
    if (earlier)
      return earlier.document.fingerprint === fingerprint
        ? ok({ note: earlier.document, request })
        : refuse('idempotency-key-reused');
    if (request.notes >= mostNotes)
      return refuse('state-conflict', {
        detail: `It has ${request.notes} notes, and takes no more: close it and raise another.`,
      });
    const desk = deskFor(partner);
    if (!desk.ok) return desk;
    const more = (await beside?.()) ?? [];
    if ('ok' in more) return more;
    const served = serve({ ...acting, partner, customer, desk: desk.value }, request, fingerprint);
    const { note } = served;
    if (!note) throw new Error('A note was not made.');
    const written = await ports.partners.write(partition, [
      ...servingWrites(served, read, { allowedBy: allowed.value, now: acting.now }),
      ...more,
    ]);
    if (written.ok) return ok({ note, request: served.request });
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}
