/** Lets customers from before lists and searches went by places stand where they are looked for. */
import { isDeepStrictEqual } from 'node:util';
import { limits } from '../catalogue/limits';
import { Customer, customerTallyKey, named } from '../domain/customers/customer';
import { withSubscriptions } from '../domain/customers/standing';
import { Subscription } from '../domain/customers/subscription';
import type { Ports, Store, Stored } from '../ports';
import { walkPartners, type WalkedPage } from '../store/partner-walk';
import { wholeList } from '../store/whole-list';
import { customerWrites } from './customer-writes';

/** What cannot be read stays as it is. */
const Readable = { parse: (raw: unknown) => Customer.safeParse(raw).data };
const ReadableSubscription = { parse: (raw: unknown) => Subscription.safeParse(raw).data };

/** Goes on with the walk from where the last run left it; gives how many customers stand in lists now that did not before. */
export function walkCustomers(ports: Pick<Ports, 'partners' | 'clock'>): Promise<number> {
  return walkPartners(ports, {
    name: 'customer-walk',
    pagesTogether: limits.customers.walk.pagesTogether,
    meet: (...page) => meet(ports.partners, ...page),
  });
}

async function meet(partners: Store, partition: string, after: string | undefined, now: Date): Promise<WalkedPage> {
  const { items, next } = await partners.list(Readable, {
    partition,
    type: 'customer',
    order: 'oldest',
    limit: limits.customers.walk.perPage,
    after,
  });
  const outcomes = await Promise.all(
    items.flatMap(({ document, etag }) => (document ? list(partners, { document, etag }, now) : [])),
  );
  const met = outcomes.filter((outcome) => outcome === 'listed').length;
  if (outcomes.includes('changed')) return { met, changed: true };
  if (next === undefined) {
    const tally = { partition, id: customerTallyKey };
    const unlisted = [{ field: 'listed', differs: true }] as const;
    await partners.patch({ parse: () => undefined }, tally, { set: { listed: true } }, unlisted);
  }
  return { met, next };
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
