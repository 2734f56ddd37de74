/** Writes the tasks of what was agreed before there were any and still waits. */
import { limits } from '../catalogue/limits';
import { Customer } from '../domain/customers/customer';
import { agreeOnProvisioning } from '../domain/customers/provisioning';
import { agreedOf, type KeyToEnter } from '../domain/customers/provisioning-task';
import { Subscription, subscriptionStatus } from '../domain/customers/subscription';
import { KeyApplication } from '../domain/keys/key-application';
import { findProduct } from '../domain/product';
import type { Ports, Store, Write } from '../ports';
import { walkPartners, type WalkedPage } from '../store/partner-walk';
import { wholeList } from '../store/whole-list';

/** One that cannot be read stays as it is. */
const Readable = { parse: (raw: unknown) => Subscription.safeParse(raw).data };

/** Goes on with the walk from where the last run left it; gives how many tasks were written. */
export function walkProvisioning(ports: Pick<Ports, 'partners' | 'clock'>): Promise<number> {
  return walkPartners(ports, {
    name: 'provisioning-walk',
    pagesTogether: limits.provisioning.pagesWalkedTogether,
    meet: (...page) => meet(ports.partners, ...page),
  });
}

async function meet(partners: Store, partition: string, after: string | undefined, now: Date): Promise<WalkedPage> {
  const { items, next } = await partners.list(Readable, {
    partition,
    type: 'subscription',
    where: [{ field: 'provisioning.state', oneOf: ['pending', 'failed'] }],
    order: 'oldest',
    limit: limits.provisioning.metTogether,
    after,
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
  return isWritten ? { met: writes.length / 2, next } : { met: 0, changed: true };
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
