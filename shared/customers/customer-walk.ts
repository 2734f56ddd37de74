/** Lets customers from before lists and searches went by places stand where they are looked for: all partners are walked through once, some pages at a time. */
import { isDeepStrictEqual } from 'node:util';
import { limits } from '../catalogue/limits';
import { Customer, customerTallyKey, named } from '../domain/customers/customer';
import { CustomerWalk, customerWalkRef, newCustomerWalk } from '../domain/customers/customer-walk';
import { withSubscriptions } from '../domain/customers/standing';
import { Subscription } from '../domain/customers/subscription';
import { PartnerEntry } from '../domain/partners/partner-entry';
import { systemPartition } from '../domain/system';
import type { Ports, Store, Stored } from '../ports';
import { saved } from '../store/saving';
import { wholeList } from '../store/whole-list';
import { customerWrites } from './customer-writes';

/** What cannot be read stays as it is. */
const Readable = { parse: (raw: unknown) => Customer.safeParse(raw).data };
const ReadableSubscription = { parse: (raw: unknown) => Subscription.safeParse(raw).data };

/** Goes on with the walk from where the last run left it; gives how many customers stand in lists now that did not before. */
export async function walkCustomers({ partners, clock }: Pick<Ports, 'partners' | 'clock'>): Promise<number> {
  const stored = await partners.read(CustomerWalk, customerWalkRef);
  let walk = stored?.document ?? newCustomerWalk();
  if (walk.isDone) return 0;
  let listed = 0;
  for (let page = 0; page < limits.customers.walk.pagesTogether && !walk.isDone; page += 1) {
    const step = await walkOn(partners, walk, clock.now());
    listed += step.listed;
    if (!step.walk) break;
    walk = step.walk;
  }
  // Another run that was faster has done the same.
  await partners.write(systemPartition, [saved(walk, stored)]);
  return listed;
}

/** One page of a partner's customers; no further when somebody changed one of them meanwhile. */
async function walkOn(
  partners: Store,
  walk: CustomerWalk,
  now: Date,
): Promise<{ readonly listed: number; readonly walk?: CustomerWalk }> {
  const { partnersUpTo, customersUpTo, ...rest } = walk;
  const inTurn = { order: 'oldest', limit: 1, after: partnersUpTo } as const;
  const entries = await partners.list(PartnerEntry, { partition: systemPartition, type: 'partner-entry', ...inTurn });
  const [entry] = entries.items;
  if (!entry) return { listed: 0, walk: { ...walk, isDone: true } };
  const { tenantId: partition, sortKey } = entry.document;
  const { items, next } = await partners.list(Readable, {
    partition,
    type: 'customer',
    order: 'oldest',
    limit: limits.customers.walk.perPage,
    after: customersUpTo,
  });
  const outcomes = await Promise.all(
    items.flatMap(({ document, etag }) => (document ? list(partners, { document, etag }, now) : [])),
  );
  const listed = outcomes.filter((outcome) => outcome === 'listed').length;
  if (outcomes.includes('changed')) return { listed };
  if (next !== undefined) return { listed, walk: { ...rest, partnersUpTo, customersUpTo: next } };
  await partners.patch({ parse: () => undefined }, { partition, id: customerTallyKey }, { set: { listed: true } });
  return { listed, walk: { ...rest, partnersUpTo: sortKey } };
}

async function list(partners: Store, stored: Stored<Customer>, now: Date): Promise<'listed' | 'same' | 'changed'> {
  const { document: before } = stored;
  const subscriptions = await wholeList(partners, ReadableSubscription, {
    partition: before.partnerId,
    type: 'subscription',
    where: [{ field: 'customerId', equals: before.id }],
  });
  const known = subscriptions.flatMap((subscription) => subscription ?? []);
  const document = named(withSubscriptions({ ...before, subscriptions: {} }, known, now), now);
  if (before.wordDocuments !== undefined && isDeepStrictEqual(document, before)) return 'same';
  const written = await partners.write(before.partnerId, customerWrites(document, stored));
  return written.ok ? 'listed' : 'changed';
}
