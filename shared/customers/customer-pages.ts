/** Pages of a partner's customers: in the order of their age, their names or what ends next, or of what is found by a text. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { Customer } from '../domain/customers/customer';
import { isShownAt, searchFor } from '../domain/customers/customer-words';
import { customerLists } from '../domain/customers/standing';
import { ok, refuseFields, type Result } from '../domain/refusal';
import { cursorRule, isSortKey } from '../http/paging';
import type { Filter, ListPage, PlaceList, Store, Stored } from '../ports';
import { customersThatMay, isAskedFor, type CustomerQuestion } from './customer-search';

/** The orders that customers can be listed in. */
export const customerOrders = ['newest', 'name', 'endsNext'] as const;
type CustomerOrder = (typeof customerOrders)[number];

interface Position {
  readonly after: string | undefined;
  readonly limit: number;
}

/** A list of customers, page by page; `text` is folded as search texts are. */
export interface CustomerList {
  readonly partition: string;
  readonly text: string;
  readonly order: CustomerOrder;
  readonly asked: CustomerQuestion;
  readonly now: Date;
}

/** The list by places that is walked; none where customers stand by age. */
function listWalked({ text, order }: CustomerList): PlaceList | undefined {
  if (text !== '') {
    const { isCut: _isCut, ...within } = searchFor(text);
    return within;
  }
  if (order === 'newest') return undefined;
  return { list: order === 'name' ? customerLists.byName : customerLists.byEnd };
}

/** Refuses the cursor of another list, of another order and of a search for another text. */
export function cursorOf(list: CustomerList, cursor: string | undefined): Result<string | undefined> {
  if (cursor === undefined) return ok(undefined);
  const within = listWalked(list);
  const isOfList = within ? standsIn(within, cursor) : isSortKey(cursor);
  return isOfList ? ok(cursor) : refuseFields({ pointer: '/cursor', detail: cursorRule });
}

const separator = ':';

function standsIn({ list, from, below }: PlaceList, cursor: string): boolean {
  const place = placeIn(cursor);
  return (
    cursor === `${list}${separator}${place}` &&
    /^[\t -\x7f]{1,1000}$/u.test(place) &&
    (from === undefined || place >= from) &&
    (below === undefined || place < below)
  );
}

function placeIn(cursor: string): string {
  return cursor.slice(cursor.indexOf(separator) + 1);
}

/** A page of the list. It is full unless little of what was looked at was asked for; it goes on where `next` says. */
export async function customerPage(
  partners: Store,
  list: CustomerList,
  position: Position,
): Promise<ListPage<Customer>> {
  const within = listWalked(list);
  const after = position.after === undefined || !within ? position.after : placeIn(position.after);
  const page = await (list.text === '' || !within
    ? walkedPage(partners, list, within, { ...position, after })
    : foundPage(partners, list, within, { ...position, after }));
  return within && page.next !== undefined ? { ...page, next: `${within.list}${separator}${page.next}` } : page;
}

async function walkedPage(
  partners: Store,
  { partition, order, asked, now }: CustomerList,
  within: PlaceList | undefined,
  { after, limit }: Position,
): Promise<ListPage<Customer>> {
  const items: Stored<Customer>[] = [];
  let next = after;
  for (let round = 0; round < limits.customers.rounds; round += 1) {
    const page = await partners.list(Customer, {
      partition,
      type: 'customer',
      where: customersThatMay(asked, now),
      in: within,
      order: order === 'newest' ? 'newest' : 'oldest',
      limit: limit - items.length,
      after: next,
    });
    items.push(...page.items.filter(({ document }) => isAskedFor(document, asked, now)));
    next = page.next;
    // What little there was at the bound of one look is not looked for on and on.
    if (next === undefined || items.length >= limit || page.items.length === 0) break;
  }
  return next === undefined ? { items } : { items, next };
}

/** Where a customer is found. */
interface Finding {
  readonly customerId: string;
  readonly place: string;
}

async function foundPage(
  partners: Store,
  list: CustomerList,
  within: PlaceList,
  { after, limit }: Position,
): Promise<ListPage<Customer>> {
  const filters = customersThatMay(list.asked, list.now);
  const sifts = filters.length > 0 || searchFor(list.text).isCut;
  const items: Stored<Customer>[] = [];
  let next = after;
  for (let round = 0; round < limits.customers.rounds; round += 1) {
    const wanted = limit - items.length;
    const found = await findings(partners, list, within, { after: next, limit: wanted, sifts });
    const customers = await readCustomers(partners, list.partition, found.findings, filters);
    const shown = found.findings.flatMap((finding) => {
      const customer = customers.get(finding.customerId);
      return customer && isFound(customer.document, list) ? [{ ...finding, customer }] : [];
    });
    const taken = shown.slice(0, wanted);
    items.push(...taken.map(({ customer }) => customer));
    next = shown.length > wanted ? taken.at(-1)?.place : found.next;
    if (next === undefined || items.length >= limit) break;
  }
  return next === undefined ? { items } : { items, next };
}

/** The words of a customer that was renamed meanwhile may lead to what it is not called any more. */
function isFound(customer: Customer, { text, asked, now }: CustomerList): boolean {
  return customer.searchText.includes(text) && isAskedFor(customer, asked, now);
}

/** Where customers are found from a place on: as many as are wanted, or, where they are still to be sifted, as many as are looked at. */
async function findings(
  partners: Store,
  { partition, text }: CustomerList,
  within: PlaceList,
  { after, limit, sifts }: Position & { readonly sifts: boolean },
): Promise<{ readonly findings: readonly Finding[]; readonly next: string | undefined }> {
  const { list } = within;
  const Found = z
    .object({ customerId: z.string(), places: z.looseObject({ [list]: z.string() }) })
    .transform(({ customerId, places }) => ({ customerId, place: String(places[list]) }));
  // A name that its domain repeats stands twice, and is shown at one of both.
  const lookedAt = sifts ? Math.max(limits.customers.siftedAtOnce, limit * 2) : limit * 2 + 10;
  const page = await partners.list(Found, {
    partition,
    type: 'customer-words',
    in: within,
    order: 'oldest',
    limit: lookedAt,
    after,
  });
  const all = page.items.map(({ document }) => document).filter(({ place }) => isShownAt(text, place));
  if (sifts || all.length <= limit) return { findings: all, next: page.next };
  const some = all.slice(0, limit);
  return { findings: some, next: some.at(-1)?.place };
}

async function readCustomers(
  partners: Store,
  partition: string,
  found: readonly Finding[],
  filters: readonly Filter[],
): Promise<ReadonlyMap<string, Stored<Customer>>> {
  const ids = [...new Set(found.map(({ customerId }) => customerId))];
  const together = limits.customers.readTogether;
  const parts = Array.from({ length: Math.ceil(ids.length / together) }, (_, part) =>
    ids.slice(part * together, (part + 1) * together),
  );
  const pages = await Promise.all(parts.map((part) => readPart(partners, partition, part, filters)));
  return new Map(pages.flat().map((stored) => [stored.document.id, stored]));
}

async function readPart(
  partners: Store,
  partition: string,
  ids: readonly string[],
  filters: readonly Filter[],
): Promise<readonly Stored<Customer>[]> {
  const read: Stored<Customer>[] = [];
  let after: string | undefined;
  do {
    const where = [{ field: 'id', oneOf: ids }, ...filters];
    const page = await partners.list(Customer, { partition, type: 'customer', where, limit: ids.length, after });
    read.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return read;
}
