/** A report about a task as one atomic batch: task, subscription, what follows, and who is told. */
import { audit, type Actor } from '../domain/activity/audit';
import { notify } from '../domain/activity/notification';
import { isShown, mayAct, type AllowedBy } from '../domain/customers/acting';
import { Customer } from '../domain/customers/customer';
import { isRepeated, reportTask, type Reported } from '../domain/customers/provisioning';
import {
  ProvisioningTask,
  provisioningTaskKey,
  type TaskReport,
  type Worker,
} from '../domain/customers/provisioning-task';
import { readyMail } from '../domain/customers/provisioning-mails';
import { withSubscriptions } from '../domain/customers/standing';
import { Subscription, subscriptionKey } from '../domain/customers/subscription';
import type { Partner } from '../domain/partners/partner';
import type { User } from '../domain/partners/user';
import { ok, refuse, type Refused, type Result } from '../domain/refusal';
import { recordNow } from '../mailboxes/record-now';
import type { Ports, Stored, Write } from '../ports';
import { helpingWrites } from './helping-writes';
import { taskWrites } from './provisioning-tasks';

type ReportPorts = Pick<Ports, 'partners' | 'settings'>;

/** A task with everything that a report about it changes, as it was read. */
export interface TaskCase {
  readonly task: Stored<ProvisioningTask>;
  readonly subscription: Stored<Subscription>;
  readonly customer: Stored<Customer>;
  readonly following: Stored<ProvisioningTask> | undefined;
}

/** Reads a task with its subscription, its customer, and the task that follows it. */
export async function readTaskCase(
  { partners, settings }: ReportPorts,
  partition: string,
  taskId: string,
  now: Date,
): Promise<TaskCase | undefined> {
  const task = await partners.read(ProvisioningTask, { partition, id: provisioningTaskKey(taskId) });
  if (!task) return undefined;
  const { subscriptionId, customerId } = task.document;
  const [subscription, onRecord] = await Promise.all([
    partners.read(Subscription, { partition, id: subscriptionKey(subscriptionId) }),
    partners.read(Customer, { partition, id: customerId }),
  ]);
  if (!subscription || !onRecord) return undefined;
  const { tasks } = subscription.document;
  const followingId = tasks?.open === taskId ? tasks.following : undefined;
  const [customer, following] = await Promise.all([
    recordNow(settings, onRecord, now),
    followingId === undefined
      ? undefined
      : partners.read(ProvisioningTask, { partition, id: provisioningTaskKey(followingId) }),
  ]);
  return { task, subscription, customer, following };
}

/** What a report makes of a case, for somebody who may act for this customer. */
function reportOn(
  { task, subscription, customer, following }: TaskCase,
  said: {
    readonly report: TaskReport;
    readonly user: User;
    readonly partner: Partner;
    readonly now: Date;
  },
): Result<{ readonly reported: Reported; readonly allowedBy: AllowedBy }> {
  const { report, user, partner, now } = said;
  const act = { kind: 'manageSubscription', subscription: subscription.document } as const;
  const may = mayAct(act, { user, partner, customer: customer.document, now });
  if (!may.ok) return may;
  const reported = reportTask({
    task: task.document,
    subscription: subscription.document,
    following: following?.document,
    customer: customer.document,
    report,
    by: workerOf(user),
    now,
  });
  return reported.ok ? ok({ reported: reported.value, allowedBy: may.value }) : reported;
}

/** Somebody at the partner, as whoever does a task. */
function workerOf({ userId, name }: Pick<User, 'userId' | 'name'>): Worker {
  return { kind: 'user', userId, name };
}

/** Everything that a report changes; the customer hears once that what it agreed to is ready. */
export function reportWrites(
  before: TaskCase,
  { task, subscription, tasks }: Reported,
  by: {
    readonly partner: Partner;
    readonly actor: Actor;
    readonly allowedBy?: AllowedBy;
    readonly traceId: string;
    readonly now: Date;
  },
): readonly Write[] {
  const { partner, actor, allowedBy, traceId, now } = by;
  const { partnerId } = partner;
  const { customerId, taskId, revision, reason } = task;
  const known = before.customer.document;
  const isNews = subscription.provisioning.state !== before.subscription.document.provisioning.state;
  const customer = isNews ? withSubscriptions(known, [subscription], now) : known;
  const helping =
    allowedBy === 'delegation' ? helpingWrites({ document: customer, etag: before.customer.etag }, now) : [];
  const replaced = helping.some(({ kind }) => kind === 'replace');
  const failed = task.state === 'failed' && before.task.document.state !== 'failed';
  const ready =
    before.task.document.state === 'done' ? undefined : readyMail(partnerId, customer, subscription, task, now);
  const created = [
    ...(ready ? [ready] : []),
    ...(failed
      ? [
          notify(
            partnerId,
            `provisioning-failed-${taskId}-${revision}`,
            {
              kind: 'provisioningFailed',
              customerId,
              companyName: customer.companyName,
              taskId,
              subscriptionId: task.subscriptionId,
              productId: task.to.productId,
              reason: reason ?? '',
            },
            now,
          ),
        ]
      : []),
    audit(
      partnerId,
      {
        entryId: `provisioning-${taskId}-${revision}`,
        actor,
        action: 'provisioningReported',
        subject: taskId,
        customerId,
        changes: [
          { field: 'state', before: before.task.document.state, after: task.state },
          ...(subscription.reference === before.subscription.document.reference
            ? []
            : [changeOfReference(before.subscription.document.reference, subscription.reference)]),
        ],
        traceId,
      },
      now,
    ),
  ];
  const stored = before.following ? [before.task, before.following] : [before.task];
  return [
    ...taskWrites(tasks, stored),
    { kind: 'replace', document: subscription, etag: before.subscription.etag },
    ...helping,
    ...(customer === known || replaced
      ? []
      : [{ kind: 'replace', document: customer, etag: before.customer.etag } as const]),
    ...created.map((document) => ({ kind: 'create', document }) as const),
  ];
}

function changeOfReference(before: string | undefined, after: string | undefined) {
  return {
    field: 'reference',
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** Others who change the same subscription meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Takes a report of a user, in a batch of its own; `fault` says what is wrong with the version that it was made from. */
export async function takeReport(
  ports: ReportPorts,
  said: {
    readonly taskId: string;
    readonly report: TaskReport;
    readonly user: User;
    readonly partner: Partner;
    readonly actor: Actor;
    readonly traceId: string;
    readonly now: Date;
    readonly fault: (read: TaskCase) => Refused | undefined;
  },
): Promise<Result<Pick<TaskCase, 'customer'> & Pick<Reported, 'task' | 'subscription'>>> {
  const { taskId, report, user, partner, now, fault } = said;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const read = await readTaskCase(ports, partner.partnerId, taskId, now);
    if (!read || !isShown(read.task.document, read.customer.document, now)) return refuse('not-found');
    const { customer, subscription, task } = read;
    const wrong = fault(read);
    const again = isRepeated(task.document, report, workerOf(user));
    if (wrong && !(wrong.refusal === 'stale' && again)) return wrong;
    const made = reportOn(read, said);
    if (!made.ok) return made;
    const { reported, allowedBy } = made.value;
    if (!reported.isNew) return ok({ customer, task: task.document, subscription: subscription.document });
    const written = await ports.partners.write(partner.partnerId, reportWrites(read, reported, { ...said, allowedBy }));
    if (written.ok) return ok({ customer, ...reported });
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}
