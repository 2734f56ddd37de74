/** Lets subscriptions from before time did anything wait for what it does next: all partners are walked through once, some pages at a time. */
import { limits } from '../catalogue/limits';
import { subscriptionQueue } from '../domain/customers/lifecycle';
import { rescheduled, Subscription } from '../domain/customers/subscription';
import { newSubscriptionWalk, SubscriptionWalk, subscriptionWalkRef } from '../domain/customers/subscription-walk';
import { PartnerEntry } from '../domain/partners/partner-entry';
import { systemPartition } from '../domain/system';
import type { Ports, Store } from '../ports';
import { saved } from '../store/saving';

/** One that cannot be read stays as it is. */
const Readable = { parse: (raw: unknown) => Subscription.safeParse(raw).data };

/** Goes on with the walk from where the last run left it; gives how many subscriptions wait now. */
export async function walkSubscriptions({ partners, clock }: Pick<Ports, 'partners' | 'clock'>): Promise<number> {
  const stored = await partners.read(SubscriptionWalk, subscriptionWalkRef);
  let walk = stored?.document ?? newSubscriptionWalk();
  if (walk.isDone) return 0;
  let waiting = 0;
  for (let page = 0; page < limits.subscription.pagesWalkedTogether && !walk.isDone; page += 1) {
    const step = await walkOn(partners, walk, clock.now());
    waiting += step.waiting;
    if (!step.walk) break;
    walk = step.walk;
  }
  // Another run that was faster has done the same.
  await partners.write(systemPartition, [saved(walk, stored)]);
  return waiting;
}

/** One page of a partner's subscriptions; no further when somebody changed one of them meanwhile. */
async function walkOn(
  partners: Store,
  walk: SubscriptionWalk,
  now: Date,
): Promise<{ readonly waiting: number; readonly walk?: SubscriptionWalk }> {
  const { partnersUpTo, subscriptionsUpTo, ...rest } = walk;
  const inTurn = { order: 'oldest', limit: 1, after: partnersUpTo } as const;
  const entries = await partners.list(PartnerEntry, { partition: systemPartition, type: 'partner-entry', ...inTurn });
  const [entry] = entries.items;
  if (!entry) return { waiting: 0, walk: { ...walk, isDone: true } };
  const { tenantId: partition, sortKey } = entry.document;
  const { items, next } = await partners.list(Readable, {
    partition,
    type: 'subscription',
    where: [{ field: 'queue', differs: subscriptionQueue }],
    order: 'oldest',
    limit: limits.page.maximum,
    after: subscriptionsUpTo,
  });
  const writes = items.flatMap(({ document: before, etag }) => {
    const document = before && rescheduled(before, now);
    return document?.queue === undefined ? [] : [{ kind: 'replace', document, etag } as const];
  });
  const isWritten = writes.length === 0 || (await partners.write(partition, writes)).ok;
  if (!isWritten) return { waiting: 0 };
  const further = next === undefined ? { partnersUpTo: sortKey } : { partnersUpTo, subscriptionsUpTo: next };
  return { waiting: writes.length, walk: { ...rest, ...further } };
}
