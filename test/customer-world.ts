/** Customers of every kind, written as operations write them. */
import { customerWrites } from '../shared/customers/customer-writes';
import { createCustomer, customerIdOfDomain, type Customer } from '../shared/domain/customers/customer';
import { withSubscriptions } from '../shared/domain/customers/standing';
import { rescheduled, startTrial, type Subscription } from '../shared/domain/customers/subscription';
import { productsFor } from '../shared/domain/product';
import type { Write } from '../shared/ports';
import { contoso, tenants, type World } from './world';

/** What a test says of a customer and of what it has; the rest is as usual. */
export interface ListedCustomer {
  readonly companyName?: string;
  readonly domain: string;
  readonly has?: readonly Partial<Subscription>[];
  readonly fields?: Partial<Customer>;
}

/** A customer with its subscriptions, as they are written together. */
export function listedCustomer(
  { companyName = 'Contoso', domain, has = [], fields = {} }: ListedCustomer,
  now: Date,
): { readonly customer: Customer; readonly subscriptions: readonly Subscription[]; readonly writes: readonly Write[] } {
  const partnerId = tenants.northwind;
  const created = createCustomer({
    ...contoso,
    partnerId,
    customerId: customerIdOfDomain(domain),
    companyName,
    primaryDomain: domain,
    contact: { name: 'Ruth Katz', email: `ruth@${domain}` },
    language: 'en',
    now,
  });
  const [product] = productsFor('global', 'IL').filter(({ kind }) => kind === 'trial');
  if (!product) throw new Error('There is no trial.');
  const subscriptions = has.map((one, index) => {
    const subscriptionId = `${domain}-${index}`;
    const trial = startTrial({ partnerId, subscriptionId, customerId: created.id, offerId: 'offer', product, now });
    return rescheduled({ ...trial, ...one }, now);
  });
  const customer = withSubscriptions({ ...created, ...fields }, subscriptions, now);
  const writes = [
    ...customerWrites(customer, undefined),
    ...subscriptions.map((document): Write => ({ kind: 'create', document })),
  ];
  return { customer, subscriptions, writes };
}

/** Puts customers with their subscriptions on record, one after the other. */
export async function addCustomers(world: World, ...all: readonly ListedCustomer[]): Promise<readonly Customer[]> {
  const added: Customer[] = [];
  for (const one of all) {
    world.pass({ seconds: 1 });
    const { customer, writes } = listedCustomer(one, world.ports.clock.now());
    const written = await world.store.write(tenants.northwind, writes);
    if (!written.ok) throw new Error(`${one.domain} was not added: ${written.reason}`);
    added.push(customer);
  }
  return added;
}

/** What a store holds of customers from before they stood in lists by places: the same without what is new. */
export async function asOfLastRelease(world: World): Promise<void> {
  const { partners, partition } = { partners: world.store, partition: tenants.northwind };
  for (const document of await world.documents('customer')) {
    const known = { parse: (raw: unknown) => raw };
    const stored = await partners.read(known, { partition, id: String(document.id) });
    const fields = ['places', 'subscriptions', 'standing', 'wordDocuments', 'foldedTags'];
    const kept = Object.fromEntries(Object.entries(document).filter(([name]) => !fields.includes(name)));
    const before = { ...kept, id: String(document.id), type: 'customer' };
    await partners.write(partition, [{ kind: 'replace', document: before, etag: stored?.etag ?? '' }]);
  }
  for (const { id } of await world.documents('customer-words')) {
    const stored = await partners.read({ parse: () => undefined }, { partition, id: String(id) });
    await partners.write(partition, [{ kind: 'delete', id: String(id), etag: stored?.etag ?? '' }]);
  }
  await partners.patch({ parse: () => undefined }, { partition, id: 'customer-tally' }, { remove: ['listed'] });
}
