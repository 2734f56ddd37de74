/**
 * From what is agreed to what is at Microsoft. Of each subscription at most one task is nobody's, and says what is agreed now; one that somebody has
 * claimed stays as it was claimed, and what is agreed meanwhile follows it.
 */
import { limits } from '../../catalogue/limits';
import type { Actor } from '../activity/audit';
import { sortKeyOf } from '../document';
import { ok, refuse, refuseFields, type Refused, type Result } from '../refusal';
import type { Customer } from './customer';
import {
  agreedOf,
  kindsBetween,
  lapseOf,
  provisioningQueue,
  provisioningTaskKey,
  taskIdOf,
  taskSearchText,
  taskStateNow,
  type KeyToEnter,
  type ProvisioningKind,
  type ProvisioningTask,
  type TaskReport,
  type Worker,
} from './provisioning-task';
import type { AtMicrosoft, Subscription } from './subscription';

/** The tasks of one subscription that are not over, as they were read. */
export interface OpenTasks {
  readonly open?: ProvisioningTask | undefined;
  /** What was agreed after that one was claimed. */
  readonly following?: ProvisioningTask | undefined;
}

/** A subscription with the tasks that have changed with it, or begun. */
export interface Provisioned {
  readonly subscription: Subscription;
  readonly tasks: readonly ProvisioningTask[];
}

/** Turns a change of what is agreed into what is to be done at Microsoft. The subscription is given as the change leaves it, its revision counted up; it goes into the batch together with the tasks. */
export function agreeOnProvisioning(change: {
  readonly subscription: Subscription;
  /** As it was; left out when it starts. */
  readonly before?: Subscription | undefined;
  readonly tasks?: OpenTasks;
  readonly customer: Pick<Customer, 'companyName' | 'primaryDomain'>;
  readonly by: Actor;
  /** The keys that made the change. */
  readonly keys?: readonly KeyToEnter[];
  readonly offeredQuantity?: number | undefined;
  readonly now: Date;
}): Provisioned {
  const { before, tasks: { open, following } = {}, customer, by, now } = change;
  const claimed = open?.state === 'claimed' ? open : undefined;
  const current = claimed ? following : open;
  const asSetUp = atMicrosoft(before);
  const subscription = { ...change.subscription, ...(asSetUp && { asSetUp }) };
  const from = claimed ? claimed.to : asSetUp;
  const keys = [...(current?.keys ?? []), ...(change.keys ?? [])];
  const kinds = kindsBetween(from, agreedOf(subscription), keys);
  const agreed: Agreed = { subscription, from, keys, kinds, by, now };
  if (kinds.length === 0)
    return {
      subscription: waitsFor(subscription, claimed, undefined),
      tasks: current ? [moot(current, by, now)] : [],
    };
  const task = current
    ? renewed(current, agreed, customer, change.offeredQuantity)
    : begun(agreed, customer, claimed, change.offeredQuantity);
  return { subscription: waitsFor(subscription, claimed, task), tasks: [task] };
}

/** What somebody says of a task, and what becomes of it, of its subscription, and of the task that follows it. */
export interface Reported extends Provisioned {
  readonly task: ProvisioningTask;
  /** Nothing is written when it said so already. */
  readonly isNew: boolean;
}

/** Takes a report about a task. Saying the same again changes nothing; what somebody else has claimed is theirs, unless it is taken over explicitly. */
export function reportTask(said: {
  readonly task: ProvisioningTask;
  readonly subscription: Subscription;
  readonly following?: ProvisioningTask | undefined;
  readonly customer: Pick<Customer, 'companyName' | 'primaryDomain'>;
  readonly report: TaskReport;
  readonly by: Worker;
  readonly now: Date;
}): Result<Reported> {
  const { task, subscription, report, by } = said;
  if (isRepeated(task, report, by)) return ok({ task, subscription, tasks: [], isNew: false });
  const fault = fieldFault(task, report) ?? standingFault(said);
  if (fault) return fault;
  switch (report.state) {
    case 'claimed':
      return ok(claimedBy(said));
    case 'done':
      return ok(task.state === 'done' ? corrected(said) : done(said));
    case 'failed':
      return ok(failed(said, report.reason ?? ''));
    case 'pending':
      return ok(givenBack(said));
  }
}

type Said = Parameters<typeof reportTask>[0];

/** Whether the task stands as the report says, by the same worker. */
export function isRepeated(task: ProvisioningTask, { state, reference, reason }: TaskReport, by: Worker): boolean {
  if (task.state !== state) return false;
  switch (state) {
    case 'claimed':
      return task.claim !== undefined && isSameWorker(task.claim.by, by);
    case 'done':
      return reference === undefined || reference === task.reference;
    case 'failed':
      return reason === task.reason;
    case 'pending':
      return true;
  }
}

function fieldFault({ kinds, state: before }: ProvisioningTask, report: TaskReport): Refused | undefined {
  const { state, reference, reason } = report;
  const errors = [
    ...(state === 'done' && reference === undefined && before !== 'done' && kinds.includes('start')
      ? [{ pointer: '/reference', detail: "Give Microsoft's id of the subscription that was started." }]
      : []),
    ...(state !== 'done' && reference !== undefined
      ? [{ pointer: '/reference', detail: 'Belongs to what is done.' }]
      : []),
    ...(state === 'failed' && reason === undefined
      ? [{ pointer: '/reason', detail: 'Say why; the customer can read it.' }]
      : []),
    ...(state !== 'failed' && reason !== undefined ? [{ pointer: '/reason', detail: 'Belongs to what failed.' }] : []),
  ];
  return errors.length > 0 ? refuseFields(...errors) : undefined;
}

function standingFault({ task, subscription, report, by, now }: Said): Refused | undefined {
  const state = taskStateNow(task, now);
  const conflict = (detail: string): Refused => refuse('state-conflict', { detail });
  if (state === 'done' && report.state !== 'done') return conflict(`This task was done at ${task.changedAt}.`);
  if (state === 'moot')
    return conflict('Nothing is left to do here: what was agreed has changed, or has come to its end.');
  if (task.follows !== undefined)
    return conflict(`Somebody is at task ${task.follows}, which this one follows: it cannot be done before.`);
  if (state === 'failed' && subscription.tasks?.open !== task.taskId)
    return conflict('A later task covers what this one was about.');
  const claim = state === 'claimed' ? task.claim : undefined;
  if (claim && !isSameWorker(claim.by, by) && report.takeOver !== true)
    return conflict(`${nameOf(claim.by)} has claimed this task at ${claim.at}; take it over with takeOver: true.`);
  return undefined;
}

function nameOf(worker: Worker): string {
  return worker.kind === 'user' ? worker.name : 'The automatic set-up';
}

function isSameWorker(one: Worker, other: Worker): boolean {
  return one.kind === 'user' ? other.kind === 'user' && one.userId === other.userId : other.kind === 'provisioner';
}

function claimedBy({ task, subscription, following, by, now }: Said): Reported {
  const { reason: _reason, ...kept } = unclaimed(task);
  const claim = { by, at: now.toISOString() };
  const mine = { ...kept, claim, ...(by.kind === 'user' ? { claimedBy: by.userId } : {}) };
  const claimed = moved(mine, 'claimed', by, now);
  return {
    task: claimed,
    subscription: waitsFor(shownAnew(subscription, task), claimed, following),
    tasks: [claimed],
    isNew: true,
  };
}

function done({ task, subscription, following, report, by, now }: Said): Reported {
  const reference = report.reference ?? subscription.reference;
  const named = reference === undefined ? {} : { reference };
  const finished = moved({ ...unclaimed(task), ...named }, 'done', by, now, named);
  const setUp = { ...subscription, ...named, asSetUp: task.to, revision: subscription.revision + 1 };
  const next = following && queued({ ...following, revision: following.revision + 1 }, now);
  return {
    task: finished,
    subscription: waitsFor(setUp, undefined, next),
    tasks: next ? [finished, next] : [finished],
    isNew: true,
  };
}

/** Microsoft's id, said anew. */
function corrected({ task, subscription, report, by, now }: Said): Reported {
  const { reference = task.reference } = report;
  const named = reference === undefined ? {} : { reference };
  const again = moved({ ...task, ...named }, 'done', by, now, named);
  const isItsOwn = subscription.reference === task.reference;
  const changed = isItsOwn ? { ...subscription, ...named, revision: subscription.revision + 1 } : subscription;
  return { task: again, subscription: changed, tasks: [again], isNew: true };
}

function failed({ task, subscription, following, customer, by, now }: Said, reason: string): Reported {
  const failure = moved({ ...unclaimed(task), reason }, 'failed', by, now, { reason });
  const counted = { ...subscription, revision: subscription.revision + 1 };
  if (!following)
    return { task: failure, subscription: waitsFor(counted, undefined, failure), tasks: [failure], isNew: true };
  // What was agreed meanwhile is to be done without it.
  const rest = renewedOrMoot(following, [...task.keys, ...following.keys], { subscription, customer, by, now });
  return {
    task: failure,
    subscription: waitsFor(counted, undefined, rest.state === 'moot' ? undefined : rest),
    tasks: [failure, rest],
    isNew: true,
  };
}

function givenBack({ task, subscription, following, customer, by, now }: Said): Reported {
  const keys = [...task.keys, ...(following?.keys ?? [])];
  const again = renewedOrMoot(unclaimed(task), keys, { subscription, customer, by, now });
  return {
    task: again,
    subscription: waitsFor(shownAnew(subscription, task), undefined, again.state === 'moot' ? undefined : again),
    tasks: [again, ...(following ? [moot(following, by, now)] : [])],
    isNew: true,
  };
}

/** That something failed is seen of the subscription; whose task it is, is not. */
function shownAnew(subscription: Subscription, { state }: ProvisioningTask): Subscription {
  return state === 'failed' ? { ...subscription, revision: subscription.revision + 1 } : subscription;
}

/** What Microsoft has, as far as anybody has said so: what was set up before that was written down was set up as it was agreed. */
function atMicrosoft(subscription: Subscription | undefined): AtMicrosoft | undefined {
  if (!subscription) return undefined;
  const { asSetUp, provisioning, reference, state } = subscription;
  if (asSetUp) return asSetUp;
  const wasSetUp = provisioning.state === 'done' && (reference !== undefined || state !== 'cancelled');
  return wasSetUp ? agreedOf(subscription) : undefined;
}

/** What a task is made of. */
interface Agreed {
  readonly subscription: Subscription;
  readonly from: AtMicrosoft | undefined;
  readonly keys: readonly KeyToEnter[];
  readonly kinds: readonly ProvisioningKind[];
  readonly by: Actor | Worker;
  readonly now: Date;
}

function contentOf({ subscription, from, keys, kinds }: Agreed) {
  const { startsAt, endsAt, source, offerId } = subscription;
  return {
    source,
    ...(offerId === undefined ? {} : { offerId }),
    kinds: [...kinds],
    kindsText: ` ${kinds.join(' ')} `,
    ...(from ? { from } : {}),
    to: agreedOf(subscription),
    startsAt,
    endsAt,
    keys: [...keys],
    lapsesAt: lapseOf(subscription, kinds),
  };
}

function begun(
  agreed: Agreed,
  customer: Pick<Customer, 'companyName' | 'primaryDomain'>,
  claimed: ProvisioningTask | undefined,
  offeredQuantity: number | undefined,
): ProvisioningTask {
  const { subscription, by, now } = agreed;
  const { partnerId, customerId, subscriptionId } = subscription;
  const taskId = taskIdOf(subscription);
  const at = now.toISOString();
  const content = contentOf(agreed);
  const task: ProvisioningTask = {
    id: provisioningTaskKey(taskId),
    partnerId,
    type: 'provisioning-task',
    schemaVersion: 1,
    taskId,
    sortKey: sortKeyOf(at, taskId),
    revision: 1,
    customerId,
    subscriptionId,
    state: 'pending',
    ...content,
    ...(offeredQuantity === undefined ? {} : { offeredQuantity }),
    searchText: taskSearchText(customer, content.to),
    createdAt: at,
    changedAt: at,
    history: [{ at, state: 'pending', by }],
  };
  return claimed ? { ...task, follows: claimed.taskId } : queued(task, now);
}

/** A task as it is agreed now. */
function renewed(
  task: ProvisioningTask,
  agreed: Agreed,
  customer: Pick<Customer, 'companyName' | 'primaryDomain'>,
  offeredQuantity?: number,
): ProvisioningTask {
  const { by, now } = agreed;
  const { from: _from, offerId: _offer, reason: _reason, tries: _tries, offeredQuantity: _offered, ...kept } = task;
  const content = contentOf(agreed);
  const offered = offeredQuantity ?? (content.to.productId === task.to.productId ? task.offeredQuantity : undefined);
  const searchText = taskSearchText(customer, content.to);
  const again = moved(
    { ...kept, ...content, ...(offered === undefined ? {} : { offeredQuantity: offered }), searchText },
    'pending',
    by,
    now,
  );
  return again.follows === undefined ? queued(again, now) : again;
}

/** A task that takes up keys of another, freed of what it followed: as it is agreed now, from what is at Microsoft now. */
function renewedOrMoot(
  task: ProvisioningTask,
  keys: readonly KeyToEnter[],
  { subscription, customer, by, now }: Pick<Said, 'subscription' | 'customer' | 'by' | 'now'>,
): ProvisioningTask {
  const from = atMicrosoft(subscription);
  const kinds = kindsBetween(from, agreedOf(subscription), keys);
  const { follows: _follows, ...free } = task;
  return kinds.length > 0 ? renewed(free, { subscription, from, keys, kinds, by, now }, customer) : moot(free, by, now);
}

function moot(task: ProvisioningTask, by: Actor | Worker, now: Date): ProvisioningTask {
  const { queue: _queue, dueAt: _dueAt, follows: _follows, ...kept } = unclaimed(task);
  return moved(kept, 'moot', by, now);
}

function unclaimed(task: ProvisioningTask): ProvisioningTask {
  const { claim: _claim, claimedBy: _claimedBy, queue: _queue, dueAt: _dueAt, ...kept } = task;
  return kept;
}

function queued(task: ProvisioningTask, now: Date): ProvisioningTask {
  const { follows: _follows, ...free } = task;
  return free.forPeople ? free : { ...free, queue: provisioningQueue, dueAt: now.toISOString() };
}

/** A task that is being carried out by itself: it is due again when that has had its time, or is to be tried again. */
export function dueAgain(task: ProvisioningTask, at: Date): ProvisioningTask {
  return { ...task, queue: provisioningQueue, dueAt: at.toISOString(), tries: (task.tries ?? 0) + 1 };
}

/** A task that only people do. */
export function leftToPeople(task: ProvisioningTask): ProvisioningTask {
  const { queue: _queue, dueAt: _dueAt, tries: _tries, ...kept } = task;
  return { ...kept, forPeople: true };
}

function moved(
  task: ProvisioningTask,
  state: ProvisioningTask['state'],
  by: Actor | Worker,
  now: Date,
  more: { readonly reason?: string; readonly reference?: string } = {},
): ProvisioningTask {
  const at = now.toISOString();
  const history = [...task.history, { at, state, by, ...more }].slice(-limits.provisioning.historyKept);
  return { ...task, state, revision: task.revision + 1, changedAt: at, history };
}

/** The subscription as it waits for a task that is claimed and one that is nobody's, for one of them, or for nothing more. */
function waitsFor(
  { tasks: _tasks, ...subscription }: Subscription,
  claimed: ProvisioningTask | undefined,
  other: ProvisioningTask | undefined,
): Subscription {
  const first = claimed ?? other;
  if (!first) return { ...subscription, provisioning: { state: 'done' } };
  const tasks = { open: first.taskId, ...(claimed && other ? { following: other.taskId } : {}) };
  return first.state === 'failed'
    ? { ...subscription, tasks, provisioning: { state: 'failed', reason: first.reason ?? '' } }
    : { ...subscription, tasks, provisioning: { state: 'pending' } };
}
