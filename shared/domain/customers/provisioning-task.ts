/** What is agreed about a subscription and not yet so at Microsoft, as a task for whoever sets it up there. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { Actor } from '../activity/audit';
import { documentId, documentOf } from '../document';
import { findProduct } from '../product';
import { domainSpellings } from '../shown-domains';
import { foldForSearch, line, Timestamp } from '../text';
import type { Customer } from './customer';
import { AtMicrosoft, type Subscription } from './subscription';
import { deletedAt, renewsItself } from './term';

/** What is to be done at Microsoft; the main thing first where it is several. */
export const ProvisioningKind = z.enum([
  'start',
  'convert',
  'suspend',
  'resume',
  'cancel',
  'extend',
  'addLicences',
  'changeQuantity',
  'turnRenewalOn',
  'turnRenewalOff',
]);
export type ProvisioningKind = z.infer<typeof ProvisioningKind>;

/** Moot is what nobody needs to do any more. */
export const TaskState = z.enum(['pending', 'claimed', 'done', 'failed', 'moot']);
export type TaskState = z.infer<typeof TaskState>;

/** Somebody at the partner, or what sets subscriptions up by itself. */
const Worker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), userId: z.string(), name: z.string() }),
  z.object({ kind: z.literal('provisioner') }),
]);
export type Worker = z.infer<typeof Worker>;

/** A product key that is to be entered at Microsoft, and what it is for. */
const KeyToEnter = z.object({ lastFive: z.string(), effect: z.enum(['new', 'extend', 'addLicences']) });
export type KeyToEnter = z.infer<typeof KeyToEnter>;

const Happened = z.object({
  at: Timestamp,
  state: TaskState,
  by: z.union([Worker, Actor]),
  reason: z.string().optional(),
  reference: z.string().optional(),
});

export const ProvisioningTask = documentOf('provisioning-task', {
  taskId: z.string(),
  sortKey: z.string(),
  revision: z.int(),
  customerId: z.string(),
  subscriptionId: z.string(),
  /** Where the subscription came from: what allows a service provider to look after it. */
  source: z.enum(['trial', 'purchase', 'productKey']),
  offerId: z.string().optional(),
  state: TaskState,
  kinds: z.array(ProvisioningKind),
  /** The same as lists are searched by it. */
  kindsText: z.string(),
  /** How it stands at Microsoft before; left out when there is nothing yet. */
  from: AtMicrosoft.optional(),
  /** How it is agreed; of one that was claimed, how it was agreed then. */
  to: AtMicrosoft,
  startsAt: Timestamp,
  endsAt: Timestamp,
  /** The keys that are to be entered. */
  keys: z.array(KeyToEnter),
  /** What the partner had offered, when the customer wanted another count. */
  offeredQuantity: z.int().optional(),
  /** From when on it is moot by itself: what was never set up and is over. */
  lapsesAt: Timestamp,
  /** The task that must be done before, and that somebody has claimed. */
  follows: z.string().optional(),
  claim: z.object({ by: Worker, at: Timestamp }).optional(),
  /** Whose claim it is, where lists are searched by that. */
  claimedBy: z.string().optional(),
  reason: z.string().optional(),
  reference: z.string().optional(),
  searchText: z.string(),
  createdAt: Timestamp,
  changedAt: Timestamp,
  /** What happened to it, the latest last. */
  history: z.array(Happened),
  /** As long as it is nobody's: what sets subscriptions up by itself finds it there. */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
  /** How often that has tried it as it is agreed. */
  tries: z.int().optional(),
  /** It is not for what sets subscriptions up by itself, or that has given it up. */
  forPeople: z.literal(true).optional(),
});
export type ProvisioningTask = z.infer<typeof ProvisioningTask>;

/** The queue in which tasks wait for whatever sets subscriptions up by itself. */
export const provisioningQueue = 'provisioning';

/** The document id of a task. */
export function provisioningTaskKey(taskId: string): string {
  return documentId('provisioning-task', taskId);
}

/** The id of the task that a change of a subscription makes: the same however often that change is written, because it counts up the revision. */
export function taskIdOf({ subscriptionId, revision }: Pick<Subscription, 'subscriptionId' | 'revision'>): string {
  return `${subscriptionId}-${revision}`;
}

const guid = /^\{?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\}?$/iu;
const commerceId = /^(?=[^\d]*\d)[A-Za-z\d][A-Za-z\d._:-]{3,63}$/u;

/** Microsoft's own id of a subscription in its one spelling: a GUID in small letters, or an id of its commerce system as it is. */
export const MicrosoftReference = line(100)
  .transform((value) => guid.exec(value)?.[1]?.toLowerCase() ?? value)
  .refine(
    (value) => guid.test(value) || commerceId.test(value),
    "Must be Microsoft's id of the subscription: a GUID, or 4 to 64 letters, digits and . _ : - with a digit among them.",
  );

/** What somebody says of a task. */
export const TaskReport = z.strictObject({
  state: z.enum(['claimed', 'done', 'failed', 'pending'], 'Must be claimed, done, failed or pending.'),
  reference: MicrosoftReference.optional(),
  reason: line(limits.provisioning.reasonLength).optional(),
  /** Meant although somebody else has claimed it. */
  takeOver: z.boolean().optional(),
});
export type TaskReport = z.infer<typeof TaskReport>;

/** What somebody says of setting a subscription up, whichever task it is that was open. */
export const ProvisioningReport = TaskReport.omit({ takeOver: true }).extend({
  state: z.enum(['done', 'failed', 'pending'], 'Must be done, failed or pending.'),
});
export type ProvisioningReport = z.infer<typeof ProvisioningReport>;

/** What an agreement is like at Microsoft, where it is carried out. */
export function agreedOf({ productId, quantity, state, autoRenew }: Subscription): AtMicrosoft {
  return { productId, quantity, state, autoRenew };
}

/** What leads from what is at Microsoft to what is agreed, with these keys; nothing when it is so already. */
export function kindsBetween(
  from: AtMicrosoft | undefined,
  to: AtMicrosoft,
  keys: readonly KeyToEnter[],
): readonly ProvisioningKind[] {
  const isThere = from !== undefined && from.state !== 'cancelled';
  if (to.state === 'cancelled') return isThere ? ['cancel'] : [];
  if (!isThere) return to.state === 'suspended' ? ['start', 'suspend'] : ['start'];
  const isConverted = from.productId !== to.productId;
  const byKey = (effect: KeyToEnter['effect']): boolean => keys.some((key) => key.effect === effect);
  const kinds: (readonly [ProvisioningKind, boolean])[] = [
    ['convert', isConverted],
    ['suspend', to.state === 'suspended' && from.state === 'active'],
    ['resume', to.state === 'active' && from.state === 'suspended'],
    ['extend', byKey('extend')],
    ['addLicences', byKey('addLicences')],
    ['changeQuantity', from.quantity !== to.quantity && !isConverted && !byKey('addLicences')],
    ['turnRenewalOn', to.autoRenew && !from.autoRenew && !isConverted],
    ['turnRenewalOff', !to.autoRenew && from.autoRenew],
  ];
  return kinds.flatMap(([kind, isNeeded]) => (isNeeded ? [kind] : []));
}

/** Whether something is to be ended at Microsoft, which goes on there until somebody does. */
function endsSomething(kinds: readonly ProvisioningKind[]): boolean {
  return kinds.includes('cancel') || kinds.includes('turnRenewalOff');
}

/** When a task has become moot by time: what was never set up at its end, what is there when it is deleted; what is to be ended, and what renews itself, never. */
export function lapseOf(subscription: Subscription, kinds: readonly ProvisioningKind[]): string {
  if (renewsItself(subscription) || endsSomething(kinds)) return limits.subscription.latestEnd;
  return kinds.includes('start') ? subscription.endsAt : deletedAt(subscription.endsAt).toISOString();
}

/** Where the task stands at this moment: one that is nobody's and whose subscription is over is moot. */
export function taskStateNow({ state, lapsesAt }: Pick<ProvisioningTask, 'state' | 'lapsesAt'>, now: Date): TaskState {
  return (state === 'pending' || state === 'failed') && now >= new Date(lapsesAt) ? 'moot' : state;
}

/** What a task is found by. */
export function taskSearchText(
  { companyName, primaryDomain }: Pick<Customer, 'companyName' | 'primaryDomain'>,
  { productId }: AtMicrosoft,
): string {
  const names = Object.values(findProduct(productId)?.names ?? {});
  return foldForSearch([companyName, ...domainSpellings(primaryDomain), productId, ...names].join(' '));
}
