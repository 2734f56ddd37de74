/** What a partner looks for among its service requests, and the requests with whose they are. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { Customer } from '../domain/customers/customer';
import { typedNumber } from '../domain/customers/request-number';
import type { RequestState } from '../domain/customers/request-states';
import { ServiceRequest, serviceRequestKey, type Severity } from '../domain/customers/service-request';
import { foldForSearch } from '../domain/text';
import type { Filter, ListPage, Store, Stored } from '../ports';
import { readEach } from '../store/read-each';

/** A request with its customer as that is called now. */
export interface RequestInContext {
  readonly request: ServiceRequest;
  readonly customer: Pick<Customer, 'companyName' | 'primaryDomain'>;
}

/** Requests that stand so at this moment. */
export function requestsThatAre(
  asked: {
    readonly status?: RequestState | undefined;
    readonly severity?: Severity | undefined;
    readonly customerId?: string | undefined;
    readonly overdue?: boolean | undefined;
  },
  now: Date,
): readonly Filter[] {
  const { status, severity, customerId, overdue } = asked;
  return [
    ...(status === undefined ? [] : [{ field: 'state', equals: status } as const]),
    ...(severity === undefined ? [] : [{ field: 'severity', equals: severity } as const]),
    ...(customerId === undefined ? [] : [{ field: 'customerId', equals: customerId } as const]),
    ...(overdue === true ? [{ field: 'untouchedUntil', atMost: now.toISOString() } as const] : []),
  ];
}

/** The open requests of a customer. */
export function openRequestsOf(customerId: string): readonly Filter[] {
  return [
    { field: 'customerId', equals: customerId },
    { field: 'state', oneOf: ['open', 'attentionNeeded'] },
  ];
}

/** What was typed for a number, and how that was taken. */
export interface LookedFor {
  readonly where: readonly Filter[];
  /** It has the form of a number, and one of its digits is wrong or two changed places. */
  readonly misheard?: string;
}

/** Requests of this number, or whose company, product, title, description or notes hold the text. */
export async function requestsWithText(partners: Store, partition: string, q: string): Promise<LookedFor> {
  const text = foldForSearch(q);
  if (text === '') return { where: [] };
  const typed = typedNumber(q);
  const id = serviceRequestKey(typed?.number ?? '');
  if (typed?.fits && (await partners.read(ServiceRequest, { partition, id })))
    return { where: [{ field: 'id', equals: id }] };
  const inItself: Filter = { field: 'searchText', contains: text };
  const noted = await requestsNoted(partners, partition, text);
  const where: Filter =
    noted.length === 0 ? inItself : { anyOf: [inItself, { field: 'id', oneOf: noted.map(serviceRequestKey) }] };
  return { where: [where], ...(typed && !typed.fits ? { misheard: typed.number } : {}) };
}

const NotedRequest = z.object({ requestNumber: z.string() });

/** Each round leaves out the requests that are known by then: two hundred notes on one request do not hide the one before. */
async function requestsNoted(partners: Store, partition: string, text: string): Promise<readonly string[]> {
  const { perRound, rounds } = limits.search.notes;
  const found = new Set<string>();
  let after: string | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const page = await partners.list(NotedRequest, {
      partition,
      type: 'service-note',
      where: [
        { field: 'searchText', contains: text },
        ...[...found].map((number) => ({ field: 'requestNumber', differs: number })),
      ],
      limit: perRound,
      after,
    });
    for (const { document } of page.items) found.add(document.requestNumber);
    after = page.next;
    if (after === undefined) break;
  }
  return [...found];
}

/** One page of them, each with its customer. */
export async function requestsInContext(
  partners: Store,
  partition: string,
  query: { readonly where: readonly Filter[]; readonly limit: number; readonly after: string | undefined },
): Promise<ListPage<RequestInContext>> {
  const page = await partners.list(ServiceRequest, { partition, type: 'service-request', ...query });
  const customers = await readEach(
    page.items.map(({ document }) => document.customerId),
    async (id) => (await partners.read(Customer, { partition, id }))?.document,
  );
  const items = page.items.flatMap(({ document: request, etag }): readonly Stored<RequestInContext>[] => {
    const customer = customers.get(request.customerId);
    return customer ? [{ document: { request, customer }, etag }] : [];
  });
  return { ...page, items };
}
