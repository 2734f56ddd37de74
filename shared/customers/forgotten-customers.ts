/** Walks over all customers, week by week, and erases the people of those with whom nothing has been left for years. */
import { limits } from '../catalogue/limits';
import { Customer } from '../domain/customers/customer';
import { erasureKey } from '../domain/customers/erasure';
import { isForgotten, mayBeForgotten } from '../domain/customers/forgetting';
import { Subscription } from '../domain/customers/subscription';
import { Partner, partnerKey } from '../domain/partners/partner';
import { isOver, newWalk, PartnerWalk, walkRef } from '../domain/partners/partner-walk';
import { Redemption } from '../domain/redemptions/redemption';
import { systemPartition } from '../domain/system';
import type { Store, Stored } from '../ports';
import { walkPartners, type WalkedPage } from '../store/partner-walk';
import { saved } from '../store/saving';
import { wholeList } from '../store/whole-list';
import { goOnErasing, startErasure } from './erasing';

type ForgettingPorts = Parameters<typeof startErasure>[0];

const name = 'retention-walk';
/** What cannot be read stays as it is. */
const Readable = { parse: (raw: unknown) => Customer.safeParse(raw).data };

/** Goes on with the walk, or begins it anew a week after the last; gives how many customers were forgotten. */
export async function forgetCustomers(ports: ForgettingPorts, traceId: string): Promise<number> {
  const { partners, clock } = ports;
  const walk = await partners.read(PartnerWalk, walkRef(name));
  // Another run that was faster has begun it anew.
  if (walk && isOver(walk.document, clock.now())) await partners.write(systemPartition, [saved(newWalk(name), walk)]);
  return walkPartners(ports, {
    name,
    pagesTogether: limits.customersKept.pagesPerRun,
    meet: (partition, after, now) => meet(ports, { partition, after, now, traceId }),
  });
}

async function meet(
  ports: ForgettingPorts,
  {
    partition,
    after,
    now,
    traceId,
  }: { readonly partition: string; readonly after: string | undefined; readonly now: Date; readonly traceId: string },
): Promise<WalkedPage> {
  const { partners } = ports;
  const [partner, page] = await Promise.all([
    partners.read(Partner, { partition, id: partnerKey }),
    partners.list(Readable, {
      partition,
      type: 'customer',
      order: 'oldest',
      limit: limits.customersKept.lookedAtTogether,
      after,
    }),
  ]);
  let met = 0;
  for (const { document, etag } of page.items) {
    if (!partner || !document || !(await isOverWith(partners, document, now))) continue;
    const customer: Stored<Customer> = { document, etag };
    const by = { kind: 'upkeep' } as const;
    // Somebody else who has just changed it has something to do with it.
    const begun = await startErasure(ports, { partner: partner.document, customer, company: false, by, traceId });
    if (begun !== 'begun') continue;
    await goOnErasing(ports, { partition, id: erasureKey(document.id) }, traceId, limits.erasure.pagesPerRequest);
    met += 1;
  }
  return { met, next: page.next };
}

async function isOverWith(partners: Store, customer: Customer, now: Date): Promise<boolean> {
  if (!mayBeForgotten(customer, now)) return false;
  const where = [{ field: 'customerId', equals: customer.id }] as const;
  const { partnerId: partition } = customer;
  const [subscriptions, answers] = await Promise.all([
    wholeList(partners, Subscription, { partition, type: 'subscription', where }),
    partners.list(
      { parse: (raw: unknown) => Redemption.safeParse(raw).data },
      { partition, type: 'redemption', where, limit: 1 },
    ),
  ]);
  const [newest] = answers.items;
  return isForgotten(customer, { subscriptions, answeredAt: newest?.document?.createdAt }, now);
}
