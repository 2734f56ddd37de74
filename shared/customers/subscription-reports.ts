/** What somebody says of setting a subscription up at Microsoft, as a report about its task. */
import { ProvisioningTask, type ProvisioningReport } from '../domain/customers/provisioning-task';
import type { Subscription } from '../domain/customers/subscription';
import { ok, refuse, type Result } from '../domain/refusal';
import type { Store } from '../ports';
import { takeReport } from './provisioning-reports';

type Said = Omit<Parameters<typeof takeReport>[1], 'taskId' | 'report'> & { readonly report: ProvisioningReport };

/** Takes it for the task that is open, or, where Microsoft's id is corrected, for the last that was done; saying again how it stands changes nothing. */
export async function reportOnSubscription(
  ports: Parameters<typeof takeReport>[0],
  subscription: Subscription,
  said: Said,
): Promise<Result<Subscription>> {
  const { tasks, provisioning, reference } = subscription;
  const { report } = said;
  const isSame = report.reference === undefined || report.reference === reference;
  if (!tasks && report.state === 'done' && provisioning.state === 'done' && isSame) return ok(subscription);
  const taskId = tasks?.open ?? (report.state === 'done' ? await lastDone(ports.partners, subscription) : undefined);
  if (taskId === undefined)
    return refuse('state-conflict', { detail: 'Nothing of this subscription waits to be set up at Microsoft.' });
  const taken = await takeReport(ports, { ...said, taskId });
  if (taken.ok) return ok(taken.value.subscription);
  const errors = taken.errors?.map(({ pointer, detail }) => ({ pointer: `/provisioning${pointer}`, detail }));
  return errors ? { ...taken, errors } : taken;
}

async function lastDone(
  partners: Store,
  { partnerId: partition, customerId, subscriptionId }: Subscription,
): Promise<string | undefined> {
  const where = [
    { field: 'customerId', equals: customerId },
    { field: 'subscriptionId', equals: subscriptionId },
    { field: 'state', equals: 'done' },
  ] as const;
  const { items } = await partners.list(ProvisioningTask, { partition, type: 'provisioning-task', where, limit: 1 });
  return items[0]?.document.taskId;
}
