/** What a partner looks for among its tasks, and the tasks with what they are about. */
import { isShown } from '../domain/customers/acting';
import { Customer } from '../domain/customers/customer';
import { ProvisioningTask, type ProvisioningKind, type TaskState } from '../domain/customers/provisioning-task';
import type { TaskInContext } from '../domain/customers/provisioning-view';
import { Subscription, subscriptionKey } from '../domain/customers/subscription';
import { foldForSearch } from '../domain/text';
import { recordNow } from '../mailboxes/record-now';
import type { Filter, ListPage, Ports, Stored } from '../ports';
import { readEach } from '../store/read-each';

/** Tasks that stand so at this moment, are of this kind and customer, claimed by this user, and whose company or product holds the text. */
export function tasksThatAre(
  asked: {
    readonly state?: TaskState | undefined;
    readonly kind?: ProvisioningKind | undefined;
    readonly customerId?: string | undefined;
    readonly claimedBy?: string | undefined;
    readonly q: string;
  },
  now: Date,
): readonly Filter[] {
  const { state, kind, customerId, claimedBy } = asked;
  const text = foldForSearch(asked.q);
  return [
    ...(state === undefined ? [] : inState(state, now.toISOString())),
    ...(kind === undefined ? [] : [{ field: 'kindsText', contains: ` ${kind} ` } as const]),
    ...(customerId === undefined ? [] : [{ field: 'customerId', equals: customerId } as const]),
    ...(claimedBy === undefined ? [] : [{ field: 'claimedBy', equals: claimedBy } as const]),
    ...(text === '' ? [] : [{ field: 'searchText', contains: text } as const]),
  ];
}

function inState(state: TaskState, moment: string): readonly Filter[] {
  const is = { field: 'state', equals: state } as const;
  switch (state) {
    case 'pending':
    case 'failed':
      return [is, { field: 'lapsesAt', above: moment }];
    case 'moot':
      return [
        {
          anyOf: [is, { field: 'lapsesAt', atMost: moment }],
        },
        { field: 'state', oneOf: ['pending', 'failed', 'moot'] },
      ];
    case 'claimed':
    case 'done':
      return [is];
  }
}

/** One page of them, each with its customer as it is now; without those of customers that the partner has nothing to do with any more. */
export async function tasksInContext(
  { partners, settings }: Pick<Ports, 'partners' | 'settings'>,
  partition: string,
  query: { readonly where: readonly Filter[]; readonly limit: number; readonly after: string | undefined },
  now: Date,
): Promise<ListPage<TaskInContext>> {
  const page = await partners.list(ProvisioningTask, { partition, type: 'provisioning-task', ...query });
  const tasks = page.items.map(({ document }) => document);
  const isOpen = ({ state }: ProvisioningTask): boolean => state !== 'done' && state !== 'moot';
  const [customers, subscriptions] = await Promise.all([
    readEach(
      tasks.map(({ customerId }) => customerId),
      async (id) => {
        const stored = await partners.read(Customer, { partition, id });
        return stored && (await recordNow(settings, stored, now)).document;
      },
    ),
    // What is there already is found at Microsoft by its own id.
    readEach(
      tasks.filter((task) => isOpen(task) && task.from).map(({ subscriptionId }) => subscriptionId),
      async (id) => (await partners.read(Subscription, { partition, id: subscriptionKey(id) }))?.document,
    ),
  ]);
  const items = page.items.flatMap(({ document: task, etag }): readonly Stored<TaskInContext>[] => {
    const customer = customers.get(task.customerId);
    if (!customer || !isShown(task, customer, now)) return [];
    return [{ document: { task, customer, reference: subscriptions.get(task.subscriptionId)?.reference }, etag }];
  });
  return { ...page, items };
}
