/** Writes the tasks of what was agreed before there were any and still waits: all partners are walked through once, some pages at a time. */
import { limits } from '../catalogue/limits';
import { Customer } from '../domain/customers/customer';
import { agreeOnProvisioning } from '../domain/customers/provisioning';
import { agreedOf, type KeyToEnter } from '../domain/customers/provisioning-task';
import { Subscription, subscriptionStatus } from '../domain/customers/subscription';
import { newSubscriptionWalk, provisioningWalkRef, SubscriptionWalk } from '../domain/customers/subscription-walk';
import { KeyApplication } from '../domain/keys/key-application';
import { PartnerEntry } from '../domain/partners/partner-entry';
import { findProduct } from '../domain/product';
import { systemPartition } from '../domain/system';
import type { Ports, Store, Write } from '../ports';
import { saved } from '../store/saving';
import { wholeList } from '../store/whole-list';

/** One that cannot be read stays as it is. */
const Readable = { parse: (raw: unknown) => Subscription.safeParse(raw).data };

/** Goes on with the walk from where the last run left it; gives how many tasks were written. */
export async function walkProvisioning({ partners, clock }: Pick<Ports, 'partners' | 'clock'>): Promise<number> {
  const stored = await partners.read(SubscriptionWalk, provisioningWalkRef);
  let walk = stored?.document ?? newSubscriptionWalk(provisioningWalkRef);
  if (walk.isDone) return 0;
  let met = 0;
  for (let page = 0; page < limits.provisioning.pagesWalkedTogether && !walk.isDone; page += 1) {
    const step = await walkOn(partners, walk, clock.now());
    met += step.met;
    if (!step.walk) break;
    walk = step.walk;
  }
  // Another run that was faster has done the same.
  await partners.write(systemPartition, [saved(walk, stored)]);
  return met;
}

/** One page of what waits at a partner; no further when somebody changed some of it meanwhile. */
async function walkOn(
  partners: Store,
  walk: SubscriptionWalk,
  now: Date,
): Promise<{ readonly met: number; readonly walk?: SubscriptionWalk }> {
  const { partnersUpTo, subscriptionsUpTo, ...rest } = walk;
  const inTurn = { order: 'oldest', limit: 1, after: partnersUpTo } as const;
  const entries = await partners.list(PartnerEntry, { partition: systemPartition, type: 'partner-entry', ...inTurn });
  const [entry] = entries.items;
  if (!entry) return { met: 0, walk: { ...walk, isDone: true } };
  const { tenantId: partition, sortKey } = entry.document;
  const { items, next } = await partners.list(Readable, {
    partition,
    type: 'subscription',
    where: [{ field: 'provisioning.state', oneOf: ['pending', 'failed'] }],
    order: 'oldest',
    limit: limits.provisioning.metTogether,
    after: subscriptionsUpTo,
  });
  const writes: Write[] = [];
  for (const { document: before, etag } of items) {
    const task = before && isWaiting(before, now) ? await taskFor(partners, before, now) : undefined;
    if (!task) continue;
    const { subscription, tasks } = task;
    writes.push(
      { kind: 'replace', document: subscription, etag },
      ...tasks.map((document) => ({ kind: 'create', document }) as const),
    );
  }
  const isWritten = writes.length === 0 || (await partners.write(partition, writes)).ok;
  if (!isWritten) return { met: 0 };
  const further = next === undefined ? { partnersUpTo: sortKey } : { partnersUpTo, subscriptionsUpTo: next };
  return { met: writes.length / 2, walk: { ...rest, ...further } };
}

/** What is over waits for nothing any more. */
function isWaiting(subscription: Subscription, now: Date): boolean {
  const status = subscriptionStatus(subscription, now);
  return subscription.tasks === undefined && (status === 'active' || status === 'suspended');
}

async function taskFor(partners: Store, subscription: Subscription, now: Date) {
  const { partnerId: partition, customerId } = subscription;
  const [customer, keys] = await Promise.all([
    partners.read(Customer, { partition, id: customerId }),
    subscription.source === 'productKey' ? keysOf(partners, subscription) : [],
  ]);
  if (!customer) return undefined;
  const asSetUp = asSetUpBefore(subscription);
  const about = { subscription, customer: customer.document, by: { kind: 'upkeep' }, keys, now } as const;
  const made = agreeOnProvisioning({ ...about, before: { ...subscription, ...(asSetUp && { asSetUp }) } });
  // Where nothing differs, nobody knows what it waits for.
  return made.tasks.length > 0 ? made : agreeOnProvisioning(about);
}

/** Microsoft's id shows that something was there: the trial that was bought, or what keys were used for. */
function asSetUpBefore(subscription: Subscription): Subscription['asSetUp'] {
  const { reference, source, productId } = subscription;
  if (reference === undefined) return undefined;
  const trial = source === 'purchase' ? findProduct(findProduct(productId)?.convertsFrom ?? '') : undefined;
  return trial
    ? { productId: trial.id, quantity: trial.minimum, state: 'active', autoRenew: false }
    : agreedOf(subscription);
}

async function keysOf(
  partners: Store,
  { partnerId: partition, customerId, subscriptionId }: Subscription,
): Promise<readonly KeyToEnter[]> {
  const applications = await wholeList(partners, KeyApplication, {
    partition,
    type: 'key-application',
    where: [{ field: 'customerId', equals: customerId }],
  });
  return applications
    .toReversed()
    .flatMap(({ keys }) => keys.filter((key) => key.subscriptionId === subscriptionId))
    .map(({ lastFive, effect }) => ({ lastFive, effect }));
}
