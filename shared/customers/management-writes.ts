/** A change of a customer's subscription as one atomic batch. */
import type { Customer } from '../domain/customers/customer';
import type { Management } from '../domain/customers/management';
import type { Subscription } from '../domain/customers/subscription';
import type { Stored, Write } from '../ports';
import { saved } from '../store/saving';
import { taskWrites, type StoredTasks } from './provisioning-tasks';

/** Everything at once, under the versions that were read: nothing of it happens when somebody changes the subscription, or ends delegation, meanwhile. */
export function managementWrites(
  { subscription, customer, delegations, tasks, notifications, mail, audit }: Management,
  before: {
    readonly subscription: Stored<Subscription>;
    readonly customer: Stored<Customer>;
    readonly tasks: StoredTasks;
  },
): readonly Write[] {
  return [
    saved(subscription, before.subscription),
    saved(customer, before.customer),
    ...delegations,
    ...taskWrites(tasks, before.tasks.stored),
    ...[...notifications, mail, ...audit].map((document) => ({ kind: 'create', document }) as const),
  ];
}
