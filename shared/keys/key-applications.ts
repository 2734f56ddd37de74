/** Applications of product keys: how they are named, written as one atomic batch, and told. */
import { customerWrites } from '../customers/customer-writes';
import { taskWrites } from '../customers/provisioning-tasks';
import { customerTallyKey, type Customer } from '../domain/customers/customer';
import type { ProvisioningTask } from '../domain/customers/provisioning-task';
import { Subscription, subscriptionKey, subscriptionView } from '../domain/customers/subscription';
import type { Applying } from '../domain/keys/applying';
import { KeyApplication, keyApplicationKey, keyApplicationView } from '../domain/keys/key-application';
import type { KeyApplicationRequest } from '../domain/keys/key-application-request';
import type { ProductKey } from '../domain/keys/product-key';
import { fingerprintOf, idOfCreated } from '../http/idempotency';
import { reply, type Reply } from '../http/operation';
import type { Ports, Stored, StoredDocument, Write } from '../ports';
import { derivedId } from '../signing/derived-id';
import { saved } from '../store/saving';

/** The id of an application: the same for the same Idempotency-Key. */
export function applicationIdOf(
  { random }: Pick<Ports, 'random'>,
  partnerId: string,
  idempotencyKey: string | undefined,
): string {
  return idOfCreated({ random }, partnerId, 'api/product-keys/applications', idempotencyKey);
}

/** Tells a repeated request from another one; keys count by their ids, so that nothing is made of the keys themselves. */
export function fingerprintOfApplication(request: KeyApplicationRequest, keys: readonly Stored<ProductKey>[]): string {
  return fingerprintOf({ ...request, keys: keys.map(({ document }) => document.keyId) });
}

/** The id of the subscription that the keys of one product start in an application, the same whenever it is tried. */
export function subscriptionIdOf(applicationId: string, index: number): string {
  return derivedId('key-subscription', applicationId, index);
}

/** Everything at once, under the versions that were read: a key that was used or withdrawn meanwhile lets none of it happen. */
export function applicationWrites(
  { application, customer, keys, subscriptions, tasks, notifications, mail, audit }: Applying,
  before: {
    readonly keys: readonly Stored<ProductKey>[];
    readonly customer: Stored<Customer> | undefined;
    readonly held: readonly Stored<Subscription>[];
    readonly tasks: readonly Stored<ProvisioningTask>[];
  },
): readonly Write[] {
  const etags = new Map<string, Stored<StoredDocument>>(
    [...before.keys, ...before.held].map((stored) => [stored.document.id, stored]),
  );
  return [
    ...keys.map((key) => saved(key, etags.get(key.id))),
    ...customerWrites(customer, before.customer),
    ...(before.customer
      ? []
      : [{ kind: 'patch', id: customerTallyKey, patch: { increment: { customers: 1 } } } as const]),
    ...subscriptions.map((subscription) => saved(subscription, etags.get(subscription.id))),
    ...taskWrites(tasks, before.tasks),
    ...[application, ...notifications, mail, audit].map((document) => ({ kind: 'create', document }) as const),
  ];
}

/** An application by its id. */
export async function readApplication(
  { partners }: Pick<Ports, 'partners'>,
  partition: string,
  applicationId: string,
): Promise<KeyApplication | undefined> {
  return (await partners.read(KeyApplication, { partition, id: keyApplicationKey(applicationId) }))?.document;
}

/** The application with its subscriptions as they are now. */
export async function toldApplication(
  { partners }: Pick<Ports, 'partners'>,
  application: KeyApplication,
  status: 200 | 201,
  now: Date,
  known?: readonly Subscription[],
): Promise<Reply> {
  const { partnerId: partition, lines } = application;
  const read = known ?? (await Promise.all(lines.map(({ subscriptionId }) => readSubscription(subscriptionId))));
  const subscriptions = read.flatMap((one) => (one ? [subscriptionView(one, now)] : []));
  return reply(status, keyApplicationView(application, subscriptions));

  async function readSubscription(subscriptionId: string): Promise<Subscription | undefined> {
    return (await partners.read(Subscription, { partition, id: subscriptionKey(subscriptionId) }))?.document;
  }
}
