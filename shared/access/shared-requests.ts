/** What a customer sees of the service requests that its partner raised for it: those of which something is shared, and of those nothing else. */
import { limits } from '../catalogue/limits';
import { spokenNumber } from '../domain/customers/request-number';
import { ServiceNote } from '../domain/customers/service-note';
import { ServiceRequest } from '../domain/customers/service-request';
import type { Access, Ports } from '../ports';

/** A request as its customer sees it. */
export interface SharedRequest {
  readonly number: string;
  readonly title: string;
  readonly status: ServiceRequest['state'];
  /** The oldest first. */
  readonly notes: readonly { readonly text: string; readonly at: string }[];
}

/** Reads the newest of them, with the newest notes that are shared. */
export async function sharedRequestsOf(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId: partition, customerId }: Access,
): Promise<readonly SharedRequest[]> {
  const most = limits.serviceRequest.shared;
  const ofCustomer = { field: 'customerId', equals: customerId } as const;
  const [requests, notes] = await Promise.all([
    partners.list(ServiceRequest, {
      partition,
      type: 'service-request',
      where: [ofCustomer, { field: 'isShared', equals: true }],
      limit: most.requests,
    }),
    partners.list(ServiceNote, {
      partition,
      type: 'service-note',
      where: [ofCustomer, { field: 'shared', equals: true }],
      limit: most.notes,
    }),
  ]);
  return requests.items.map(({ document: { number, title, state } }) => ({
    number: spokenNumber(number),
    title,
    status: state,
    notes: notes.items
      .filter(({ document }) => document.requestNumber === number)
      .map(({ document: { text, at } }) => ({ text, at }))
      .toReversed(),
  }));
}
