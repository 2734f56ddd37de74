/** What the operations on service requests have in common: a request with its customer, whether it may be looked after, and its batch. */
import { mayAct, mayBeServed, type AllowedBy } from '../domain/customers/acting';
import { Customer } from '../domain/customers/customer';
import { delegationNow } from '../domain/customers/delegation';
import { isRequestNumber } from '../domain/customers/request-number';
import { ServiceNote } from '../domain/customers/service-note';
import { requestView, ServiceRequest, serviceRequestKey } from '../domain/customers/service-request';
import type { Served } from '../domain/customers/serving';
import { Subscription } from '../domain/customers/subscription';
import type { Partner } from '../domain/partners/partner';
import { supportDesk } from '../domain/partners/support-desk';
import type { User } from '../domain/partners/user';
import type { Result } from '../domain/refusal';
import { recordNow } from '../mailboxes/record-now';
import type { Ports, Store, Stored, Write } from '../ports';
import { wholeList } from '../store/whole-list';
import { helpingWrites } from './helping-writes';

type Deps = Pick<Ports, 'partners' | 'settings'>;

/** A request with its customer, whose record says who may do what about it. */
export interface RequestCase {
  readonly request: Stored<ServiceRequest>;
  readonly customer: Stored<Customer>;
}

/** Reads both; undefined for what is no number of this partner's requests. */
export async function readRequest(
  { partners, settings }: Deps,
  partition: string,
  number: string,
  now: Date,
): Promise<RequestCase | undefined> {
  if (!isRequestNumber(number)) return undefined;
  const request = await partners.read(ServiceRequest, { partition, id: serviceRequestKey(number) });
  const customer = request && (await partners.read(Customer, { partition, id: request.document.customerId }));
  return request && customer && { request, customer: await recordNow(settings, customer, now) };
}

/** Whether this user may raise and follow the customer's requests, by the customer's record as it is now. */
export async function mayServe(
  partners: Store,
  acting: { readonly user: User; readonly partner: Partner; readonly customer: Customer; readonly now: Date },
): Promise<Result<AllowedBy>> {
  const subscriptions = await originsOf(partners, acting.customer, acting.now);
  return mayAct({ kind: 'serveRequests', subscriptions }, acting);
}

/** Whether the desk may. */
export async function mayDeskServe(
  partners: Store,
  acting: { readonly partner: Partner; readonly customer: Customer; readonly now: Date },
): Promise<Result<AllowedBy>> {
  return mayBeServed(acting, await originsOf(partners, acting.customer, acting.now));
}

/** What may allow a service provider to help; nobody asks while delegation does. */
async function originsOf(partners: Store, customer: Customer, now: Date) {
  if (delegationNow(customer, now).status === 'active') return [];
  const ofPartner = [
    { field: 'source', equals: 'productKey' },
    { field: 'offerId', above: '' },
  ] as const;
  const page = await partners.list(Subscription, {
    partition: customer.partnerId,
    type: 'subscription',
    where: [{ field: 'customerId', equals: customer.id }, { anyOf: ofPartner }],
    limit: 1,
  });
  return page.items.map(({ document }) => document);
}

/** Everything at once, under the versions that were read: nothing of it happens when somebody changes the request, or ends delegation, meanwhile. */
export function servingWrites(
  { request, note, notifications, mails, audit }: Served,
  before: { readonly request: Stored<ServiceRequest> | undefined; readonly customer: Stored<Customer> },
  { allowedBy, now }: { readonly allowedBy: AllowedBy; readonly now: Date },
): readonly Write[] {
  const created = [...(note ? [note] : []), ...notifications, ...mails, audit];
  return [
    before.request
      ? { kind: 'replace', document: request, etag: before.request.etag }
      : { kind: 'create', document: request },
    ...(allowedBy === 'delegation' ? helpingWrites(before.customer, now) : []),
    ...created.map((document) => ({ kind: 'create', document }) as const),
  ];
}

/** The notes of a request, the oldest first. */
export function notesOf(partners: Store, { partnerId, number }: ServiceRequest): Promise<readonly ServiceNote[]> {
  return wholeList(partners, ServiceNote, {
    partition: partnerId,
    type: 'service-note',
    where: [{ field: 'requestNumber', equals: number }],
    order: 'oldest',
  });
}

/** What the API says of a request, with its notes as they are now. */
export async function wholeRequest(
  partners: Store,
  partner: Partner,
  { request, customer }: { readonly request: ServiceRequest; readonly customer: Customer },
  now: Date,
) {
  const notes = await notesOf(partners, request);
  return requestView(request, customer, { notes, desk: supportDesk(partner), now });
}
