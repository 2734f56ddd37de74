/** The tasks of a subscription, as every operation that changes what is agreed reads and writes them. */
import type { OpenTasks } from '../domain/customers/provisioning';
import { ProvisioningTask, provisioningTaskKey } from '../domain/customers/provisioning-task';
import type { Subscription } from '../domain/customers/subscription';
import type { Store, Stored, Write } from '../ports';
import { saved } from '../store/saving';

/** The open tasks of a subscription, with the versions under which they were read. */
export interface StoredTasks {
  readonly tasks: OpenTasks;
  readonly stored: readonly Stored<ProvisioningTask>[];
}

/** Reads what is open of a subscription, side by side; no read at all where nothing is. */
export async function readOpenTasks(
  partners: Store,
  { partnerId: partition, tasks }: Pick<Subscription, 'partnerId' | 'tasks'>,
): Promise<StoredTasks> {
  const read = async (taskId: string | undefined) =>
    taskId === undefined ? undefined : partners.read(ProvisioningTask, { partition, id: provisioningTaskKey(taskId) });
  const [open, following] = await Promise.all([read(tasks?.open), read(tasks?.following)]);
  return {
    tasks: { open: open?.document, following: following?.document },
    stored: [open, following].filter((one) => one !== undefined),
  };
}

/** The same of several subscriptions. */
export async function readOpenTasksOf(
  partners: Store,
  subscriptions: readonly Subscription[],
): Promise<{
  readonly openTasks: ReadonlyMap<string, OpenTasks>;
  readonly tasks: readonly Stored<ProvisioningTask>[];
}> {
  const read = await Promise.all(subscriptions.map((subscription) => readOpenTasks(partners, subscription)));
  const openTasks = subscriptions.map(
    ({ subscriptionId }, index) => [subscriptionId, read[index]?.tasks ?? {}] as const,
  );
  return { openTasks: new Map(openTasks), tasks: read.flatMap(({ stored }) => stored) };
}

/** The tasks in the batch of their change, each over the version that was read. The subscription is written in it under its own. */
export function taskWrites(
  tasks: readonly ProvisioningTask[],
  stored: readonly Stored<ProvisioningTask>[] = [],
): readonly Write[] {
  return tasks.map((task) =>
    saved(
      task,
      stored.find(({ document }) => document.id === task.id),
    ),
  );
}
