/** A service request: what a partner has a support desk look after for one of its customers. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentId, documentOf, sortKeyOf } from '../document';
import type { SupportDesk } from '../partners/support-desk';
import { findProduct } from '../product';
import { shownBeside } from '../shown-domains';
import { foldForSearch, Timestamp } from '../text';
import type { Customer } from './customer';
import { spokenNumber } from './request-number';
import { requestStates } from './request-states';
import { noteView, type ServiceNote } from './service-note';
import type { ServiceRequestDraft } from './service-request-draft';

export const Severity = z.enum(['critical', 'moderate', 'minimal'], 'Must be critical, moderate or minimal.');
export type Severity = z.infer<typeof Severity>;

export const RequestStatus = z.enum(requestStates, 'Must be open, attentionNeeded or closed.');

/** Whom the desk asks back: somebody at the partner. */
const Contact = z.object({ name: z.string(), email: z.string(), phone: z.string().optional() });

export const ServiceRequest = documentOf('service-request', {
  sortKey: z.string(),
  revision: z.int(),
  customerId: z.string(),
  number: z.string(),
  title: z.string(),
  description: z.string(),
  severity: Severity,
  productId: z.string().optional(),
  contact: Contact,
  raisedBy: z.object({ userId: z.string(), name: z.string(), email: z.string() }),
  state: RequestStatus,
  createdAt: Timestamp,
  changedAt: Timestamp,
  closedAt: Timestamp.optional(),
  /** As long as it is not closed: from when on nobody has touched it for too long. */
  untouchedUntil: Timestamp.optional(),
  /** How many notes it has, whoever left them. */
  notes: z.int(),
  /** The customer sees it, with the notes that are shared. */
  isShared: z.literal(true).optional(),
  searchText: z.string(),
  /** What its number was drawn from: a repeated request finds it by that. */
  drawnFrom: z.string(),
  fingerprint: z.string(),
  /** Until it is reminded of: when. */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
});
export type ServiceRequest = z.infer<typeof ServiceRequest>;

/** The queue in which requests wait until nobody has touched them for too long. */
export const requestQueue = 'service-requests';

/** The document id of a request: its number is unique in its partner by it. */
export function serviceRequestKey(number: string): string {
  return documentId('service-request', number);
}

const { untouchedHours } = limits.serviceRequest;

/** A request as its partner's user raises it. */
export function raiseRequest(details: {
  readonly customer: Pick<Customer, 'id' | 'partnerId' | 'searchText'>;
  readonly draft: ServiceRequestDraft;
  readonly number: string;
  readonly raisedBy: ServiceRequest['raisedBy'];
  readonly drawnFrom: string;
  readonly fingerprint: string;
  readonly now: Date;
}): ServiceRequest {
  const { customer, draft, number, raisedBy, drawnFrom, fingerprint, now } = details;
  const { title, description, severity, productId, contact } = draft;
  const at = now.toISOString();
  const id = serviceRequestKey(number);
  return searchable(
    touched(
      {
        id,
        partnerId: customer.partnerId,
        type: 'service-request',
        schemaVersion: 1,
        sortKey: sortKeyOf(at, number),
        revision: 1,
        customerId: customer.id,
        number,
        title,
        description,
        severity,
        ...(productId === undefined ? {} : { productId }),
        contact: contact ?? { name: raisedBy.name, email: raisedBy.email },
        raisedBy,
        state: 'open',
        createdAt: at,
        changedAt: at,
        notes: 0,
        searchText: '',
        drawnFrom,
        fingerprint,
      },
      now,
    ),
    customer,
  );
}

/** The request as it is found: by its number, its company as it is and was called, product, title and description. */
export function searchable(
  request: ServiceRequest,
  { searchText: company }: Pick<Customer, 'searchText'>,
): ServiceRequest {
  const { number, title, description, productId } = request;
  const product = Object.values(findProduct(productId ?? '')?.names ?? {});
  return {
    ...request,
    searchText: `${foldForSearch([number, title, ...product].join(' '))} ${company} ${foldForSearch(description)}`,
  };
}

/** The request once somebody has touched it: the time that its severity gives begins anew, unless it is closed. */
export function touched(request: ServiceRequest, now: Date): ServiceRequest {
  const { queue: _queue, dueAt: _dueAt, untouchedUntil: _until, closedAt, ...rest } = request;
  const changed = { ...rest, changedAt: now.toISOString() };
  if (request.state === 'closed') return { ...changed, closedAt: closedAt ?? now.toISOString() };
  const until = new Date(now.getTime() + untouchedHours[request.severity] * 3_600_000).toISOString();
  return { ...changed, untouchedUntil: until, queue: requestQueue, dueAt: until };
}

/** Whether nobody has touched it for longer than its severity allows, timer or not. */
export function isOverdue({ untouchedUntil }: Pick<ServiceRequest, 'untouchedUntil'>, now: Date): boolean {
  return untouchedUntil !== undefined && now >= new Date(untouchedUntil);
}

/** What the API says of a request in lists, with its company as that is called now. */
export function requestLine(request: ServiceRequest, { companyName }: Pick<Customer, 'companyName'>, now: Date) {
  const { number, customerId, title, severity, state, productId, contact, raisedBy } = request;
  const { createdAt, changedAt, closedAt, untouchedUntil, notes, isShared } = request;
  return {
    id: number,
    number: spokenNumber(number),
    customerId,
    companyName,
    title,
    severity,
    status: state,
    ...(productId === undefined ? {} : { productId }),
    contact: { ...contact, ...shownBeside({ email: contact.email }) },
    raisedBy: { userId: raisedBy.userId, name: raisedBy.name },
    createdAt,
    changedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(untouchedUntil === undefined ? {} : { untouchedUntil }),
    overdue: isOverdue(request, now),
    noteCount: notes,
    shared: isShared === true,
  };
}

/** What it says of one, with all of its notes, the oldest first, and where it is sent as things stand. */
export function requestView(
  request: ServiceRequest,
  customer: Pick<Customer, 'companyName'>,
  more: { readonly notes: readonly ServiceNote[]; readonly desk: SupportDesk | undefined; readonly now: Date },
) {
  const { notes, desk, now } = more;
  const sentTo =
    desk?.kind === 'microsoft'
      ? { kind: desk.kind, email: request.raisedBy.email, url: desk.url }
      : { kind: desk?.kind ?? 'ownDesk', email: desk?.address ?? null };
  return {
    ...requestLine(request, customer, now),
    description: request.description,
    sentTo,
    notes: notes.map(noteView),
  };
}
