/** A confirmation as one atomic batch. */
import { customerWrites } from '../customers/customer-writes';
import { readOpenTasksOf, taskWrites } from '../customers/provisioning-tasks';
import { customerTallyKey, type Customer } from '../domain/customers/customer';
import type { ProvisioningTask } from '../domain/customers/provisioning-task';
import { Subscription, subscriptionKey } from '../domain/customers/subscription';
import type { Offer } from '../domain/offers/offer';
import type { Confirmation, HeldTrial } from '../domain/redemptions/confirmation';
import type { Ports, Stored, Write } from '../ports';
import { derivedId } from '../signing/derived-id';
import { saved } from '../store/saving';

/** Everything at once, under the versions that were read; the offer is counted without waiting for anybody else who redeems it. */
export function confirmationWrites(
  confirmation: Confirmation,
  before: {
    readonly redemptionEtag: string;
    readonly offer: Offer;
    readonly customer: Stored<Customer> | undefined;
    readonly held: HeldTrials;
  },
): readonly Write[] {
  const { redemption, customer, delegations, subscriptions, conversions, tasks } = confirmation;
  const { consents, notification, mails, audit, counts } = confirmation;
  const capped = before.offer.maxRedemptions !== null;
  const created = [...subscriptions, ...consents, ...(notification ? [notification] : []), ...mails, audit];

  return [
    { kind: 'replace', document: redemption, etag: before.redemptionEtag },
    {
      kind: 'patch',
      id: before.offer.id,
      patch: { increment: { redemptionCount: counts ? 1 : 0, ...(counts && capped ? { remaining: -1 } : {}) } },
      where: [
        { field: 'state', equals: 'active' },
        { field: 'linkVersion', equals: before.offer.linkVersion },
        ...(counts && capped ? [{ field: 'remaining', atLeast: 1 } as const] : []),
      ],
    },
    ...customerWrites(customer, before.customer),
    ...(before.customer
      ? []
      : [{ kind: 'patch', id: customerTallyKey, patch: { increment: { customers: 1 } } } as const]),
    ...delegations,
    ...conversions.map((bought) =>
      saved(
        bought,
        before.held.stored.find(({ document }) => document.id === bought.id),
      ),
    ),
    ...taskWrites(tasks, before.held.tasks),
    ...created.map((document) => ({ kind: 'create', document }) as const),
  ];
}

/** The trials that a redemption buys, as they were read, with what is open about them. */
export interface HeldTrials {
  readonly trials: ReadonlyMap<string, HeldTrial>;
  readonly stored: readonly Stored<Subscription>[];
  readonly tasks: readonly Stored<ProvisioningTask>[];
}

/** Reads the trials that the customer has and buys; no read at all where there are none. */
export async function readTrialsBought(
  { partners }: Pick<Ports, 'partners'>,
  partition: string,
  trialIds: readonly string[],
): Promise<HeldTrials> {
  const read = await Promise.all(
    trialIds.map((id) => partners.read(Subscription, { partition, id: subscriptionKey(id) })),
  );
  // What is no trial any more was bought a moment ago: then the customer has changed too, and the batch fails.
  const stored = read.flatMap((one) => (one?.document.source === 'trial' ? one : []));
  const documents = stored.map(({ document }) => document);
  const { openTasks, tasks } = await readOpenTasksOf(partners, documents);
  const trials = documents.map((subscription) => {
    const { subscriptionId } = subscription;
    return [subscriptionId, { subscription, tasks: openTasks.get(subscriptionId) ?? {} }] as const;
  });
  return { trials: new Map(trials), stored, tasks };
}

/** The id of the subscription that this line of a redemption sets up, the same whenever it is confirmed. */
export function subscriptionIdOf(redemptionId: string, line: number): string {
  return derivedId('subscription', redemptionId, line);
}
