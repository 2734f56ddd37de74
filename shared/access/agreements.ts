/** What a customer has through its partner, and what it has agreed to. */
import { limits } from '../catalogue/limits';
import { Consent } from '../domain/consent';
import { Subscription } from '../domain/subscription';
import type { Access, DocumentSchema, ListQuery, Ports, Store } from '../ports';

export interface Agreements {
  readonly subscriptions: readonly Subscription[];
  readonly consents: readonly Consent[];
}

/** Reads them all, newest first. */
export async function agreementsOf(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId, customerId }: Access,
): Promise<Agreements> {
  const own = { partition: partnerId, where: [{ field: 'customerId', equals: customerId }] } as const;
  const [subscriptions, consents] = await Promise.all([
    everyOne(partners, Subscription, { ...own, type: 'subscription' }),
    everyOne(partners, Consent, { ...own, type: 'consent' }),
  ]);
  return { subscriptions, consents };
}

async function everyOne<T>(
  store: Store,
  schema: DocumentSchema<T>,
  query: Omit<ListQuery, 'limit' | 'after'>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let after: string | undefined;
  do {
    const page = await store.list(schema, { ...query, limit: limits.page.maximum, after });
    found.push(...page.items.map(({ document }) => document));
    after = page.next;
  } while (after !== undefined);
  return found;
}
