/** Carries tasks out by whatever does so by itself: claimed first, then one call, then what became of it. A crash in between leaves the task due again, under the same operation. */
import { limits } from '../catalogue/limits';
import { dueAgain, leftToPeople, reportTask } from '../domain/customers/provisioning';
import {
  ProvisioningTask,
  provisioningQueue,
  taskStateNow,
  type TaskReport,
} from '../domain/customers/provisioning-task';
import { Partner, partnerKey } from '../domain/partners/partner';
import type { Ports, ProvisioningOrder, ProvisioningOutcome } from '../ports';
import { eachDue } from '../store/due-documents';
import { readTaskCase, reportWrites, type TaskCase } from './provisioning-reports';

type CarrierPorts = Pick<Ports, 'partners' | 'clock' | 'settings' | 'provisioner'>;

/** How many tasks came to what in a pass. */
export type CarrierReport = Readonly<Record<ProvisioningOutcome['kind'], number>>;

const itself = { kind: 'provisioner' } as const;

/** Tries every task that is due, once. */
export async function carryOutDueTasks(ports: CarrierPorts, traceId: string): Promise<CarrierReport> {
  const report = { done: 0, failed: 0, left: 0, unavailable: 0, unknown: 0 };
  await eachDue(ports, provisioningQueue, 'Tasks were held up.', async (raw) => {
    const outcome = await carryOut(ports, ProvisioningTask.parse(raw), traceId);
    if (outcome) report[outcome] += 1;
  });
  return report;
}

async function carryOut(
  ports: CarrierPorts,
  { partnerId, taskId, dueAt }: ProvisioningTask,
  traceId: string,
): Promise<ProvisioningOutcome['kind'] | undefined> {
  const { partners, clock, provisioner } = ports;
  const now = clock.now();
  const [partner, read] = await Promise.all([
    partners.read(Partner, { partition: partnerId, id: partnerKey }),
    readTaskCase(ports, partnerId, taskId, now),
  ]);
  if (!partner || !read) throw new Error('The partner, the customer or the subscription of a task is gone.');
  const task = read.task.document;
  if (task.dueAt !== dueAt) return undefined;
  const isItsOwn = task.state === 'claimed' && task.claim?.by.kind === 'provisioner';
  const takes = provisioner.takes(orderOf(read, partner.document));
  if (isItsOwn && (!takes || (task.tries ?? 0) >= limits.provisioning.tries)) {
    const outcome = { kind: takes ? 'unknown' : 'left' } as const;
    await settle(ports, read, partner.document, outcome, traceId);
    return outcome.kind;
  }
  const isOpen = isItsOwn || taskStateNow(task, now) === 'pending';
  if (!isOpen || !takes) {
    // Only people see whose it is: its revision stays.
    const document = leftToPeople(task);
    await partners.write(partnerId, [{ kind: 'replace', document, etag: read.task.etag }]);
    return isOpen ? 'left' : undefined;
  }
  const claimed = await claim(ports, read, partner.document, traceId);
  if (!claimed) return undefined;
  const outcome = await attempt(ports, orderOf(claimed, partner.document));
  await settle(ports, claimed, partner.document, outcome, traceId);
  return outcome.kind;
}

/** The task as its own, due again when the call has had its time; undefined when somebody else was faster. */
async function claim(
  { partners, clock, settings }: CarrierPorts,
  read: TaskCase,
  partner: Partner,
  traceId: string,
): Promise<TaskCase | undefined> {
  const now = clock.now();
  const leaseEnds = new Date(now.getTime() + limits.provisioning.leaseSeconds * 1000);
  const { document: task, etag } = read.task;
  if (task.state === 'claimed') {
    const written = await partners.write(partner.partnerId, [
      { kind: 'replace', document: dueAgain(task, leaseEnds), etag },
    ]);
    if (!written.ok) return undefined;
  } else {
    const said = report(read, { state: 'claimed' }, now);
    if (!said.ok) return undefined;
    const mine = dueAgain(said.value.task, leaseEnds);
    const writes = reportWrites(
      read,
      { ...said.value, task: mine, tasks: [mine] },
      { partner, actor: { kind: 'upkeep' }, traceId, now },
    );
    if (!(await partners.write(partner.partnerId, writes)).ok) return undefined;
  }
  return readTaskCase({ partners, settings }, partner.partnerId, task.taskId, now);
}

async function attempt({ provisioner }: CarrierPorts, order: ProvisioningOrder): Promise<ProvisioningOutcome> {
  try {
    return await provisioner.carryOut(order);
  } catch {
    return { kind: 'unknown' };
  }
}

/** Others who change the same subscription meanwhile make it be written again on what they left. */
const attempts = 8;

async function settle(
  ports: CarrierPorts,
  claimed: TaskCase,
  partner: Partner,
  outcome: ProvisioningOutcome,
  traceId: string,
): Promise<void> {
  const { partners, clock, settings } = ports;
  const { partnerId } = partner;
  let read: TaskCase | undefined = claimed;
  for (let turn = 0; turn < attempts && read; turn += 1) {
    const now = clock.now();
    const task = read.task.document;
    // Somebody has taken it over: what became of it is theirs to find out.
    if (task.state !== 'claimed' || task.claim?.by.kind !== 'provisioner') return;
    const body = reportOf(outcome, task);
    if (!body) {
      const document = { ...dueAgain(task, againAt(outcome, task, now)), tries: task.tries ?? 1 };
      if ((await partners.write(partnerId, [{ kind: 'replace', document, etag: read.task.etag }])).ok) return;
    } else {
      const said = report(read, body, now);
      if (!said.ok) throw new Error(`An outcome could not be written down: ${said.refusal}.`);
      const own = body.state === 'pending' ? leftToPeople(said.value.task) : said.value.task;
      const tasks = said.value.tasks.map((one) => (one.id === own.id ? own : one));
      const writes = reportWrites(
        read,
        { ...said.value, task: own, tasks },
        { partner, actor: { kind: 'upkeep' }, traceId, now },
      );
      if ((await partners.write(partnerId, writes)).ok) return;
    }
    read = await readTaskCase({ partners, settings }, partnerId, task.taskId, now);
  }
  throw new Error('An outcome could not be written down: others changed the same subscription all the time.');
}

/** What an outcome says of the task; nothing while it is to be tried again. */
function reportOf(outcome: ProvisioningOutcome, { tries = 0 }: ProvisioningTask): TaskReport | undefined {
  switch (outcome.kind) {
    case 'done':
      return { state: 'done', ...(outcome.reference === undefined ? {} : { reference: outcome.reference }) };
    case 'failed':
      return { state: 'failed', reason: outcome.reason.slice(0, limits.provisioning.reasonLength) };
    case 'left':
      return { state: 'pending' };
    case 'unavailable':
    case 'unknown':
      return tries < limits.provisioning.tries ? undefined : { state: 'pending' };
  }
}

function againAt(outcome: ProvisioningOutcome, { tries = 1 }: ProvisioningTask, now: Date): Date {
  const { first, longest } = limits.provisioning.againAfterSeconds;
  const asked = outcome.kind === 'unavailable' ? (outcome.retryAfterSeconds ?? 0) : 0;
  const seconds = Math.min(longest, Math.max(asked, first * 2 ** (tries - 1)));
  return new Date(now.getTime() + seconds * 1000);
}

function report({ task, subscription, customer, following }: TaskCase, said: TaskReport, now: Date) {
  return reportTask({
    task: task.document,
    subscription: subscription.document,
    following: following?.document,
    customer: customer.document,
    report: said,
    by: itself,
    now,
  });
}

function orderOf({ task, subscription, customer }: TaskCase, { partnerId, cloud }: Partner): ProvisioningOrder {
  const { taskId, kinds, from, to, endsAt, keys, claim: claimed } = task.document;
  const { id: customerId, companyName, primaryDomain, country } = customer.document;
  return {
    operationId: claimed ? `${taskId}-${Date.parse(claimed.at)}` : taskId,
    partnerId,
    cloud,
    customer: { customerId, companyName, primaryDomain, country },
    kinds,
    from,
    to,
    endsAt,
    keys: keys.map(({ lastFive }) => lastFive),
    reference: subscription.document.reference,
  };
}
