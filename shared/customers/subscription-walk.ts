/** Lets subscriptions from before time did anything wait for what it does next. */
import { limits } from '../catalogue/limits';
import { subscriptionQueue } from '../domain/customers/lifecycle';
import { rescheduled, Subscription } from '../domain/customers/subscription';
import type { Ports, Store } from '../ports';
import { walkPartners, type WalkedPage } from '../store/partner-walk';

/** One that cannot be read stays as it is. */
const Readable = { parse: (raw: unknown) => Subscription.safeParse(raw).data };

/** Goes on with the walk from where the last run left it; gives how many subscriptions wait now. */
export function walkSubscriptions(ports: Pick<Ports, 'partners' | 'clock'>): Promise<number> {
  return walkPartners(ports, {
    name: 'subscription-walk',
    pagesTogether: limits.subscription.pagesWalkedTogether,
    meet: (...page) => meet(ports.partners, ...page),
  });
}

async function meet(partners: Store, partition: string, after: string | undefined, now: Date): Promise<WalkedPage> {
  const { items, next } = await partners.list(Readable, {
    partition,
    type: 'subscription',
    where: [{ field: 'queue', differs: subscriptionQueue }],
    order: 'oldest',
    limit: limits.page.maximum,
    after,
  });
  const writes = items.flatMap(({ document: before, etag }) => {
    const document = before && rescheduled(before, now);
    return document?.queue === undefined ? [] : [{ kind: 'replace', document, etag } as const];
  });
  const isWritten = writes.length === 0 || (await partners.write(partition, writes)).ok;
  return isWritten ? { met: writes.length, next } : { met: 0, changed: true };
}
