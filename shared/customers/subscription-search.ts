/** What a partner looks for among all subscriptions, and whose they are. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { addDays } from '../domain/text';
import type { Filter, Store } from '../ports';

const OfCustomer = z.object({ customerId: z.string() });

const running: Filter = { field: 'state', oneOf: ['active', 'suspended'] };

/** Trials that end within so many days: neither cancelled, nor renewed by themselves. */
export function trialsEnding(days: number, now: Date): readonly Filter[] {
  return [
    { field: 'endsAt', above: now.toISOString() },
    { field: 'endsAt', atMost: addDays(now, days).toISOString() },
    { field: 'source', equals: 'trial' },
    running,
    {
      anyOf: [
        { field: 'state', equals: 'suspended' },
        { field: 'autoRenew', equals: false },
      ],
    },
  ];
}

/** Subscriptions that Microsoft does not have as they were agreed, as long as they have not come to an end; what renews itself comes to none. */
export function subscriptionsToSetUp(now: Date): readonly Filter[] {
  const goesOn: Filter = { field: 'endsAt', above: now.toISOString() };
  return [
    { field: 'provisioning.state', oneOf: ['pending', 'failed'] },
    running,
    { anyOf: [goesOn, { field: 'autoRenew', equals: true }] },
    { anyOf: [goesOn, { field: 'state', equals: 'active' }] },
  ];
}

/** Customers with such a subscription: those of the newest thousand subscriptions that match. */
export async function customersWith(
  partners: Store,
  partition: string,
  where: readonly Filter[],
): Promise<readonly Filter[]> {
  const { perRound, rounds } = limits.search.subscriptions;
  const found = new Set<string>();
  let after: string | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const page = await partners.list(OfCustomer, { partition, type: 'subscription', where, limit: perRound, after });
    for (const { document } of page.items) found.add(document.customerId);
    after = page.next;
    if (after === undefined) break;
  }
  return [{ field: 'id', oneOf: [...found] }];
}
