/** What one user may do, operation by operation, and why not: the answers that the operations themselves would give. */
import { mayAct, type Act } from '../domain/customers/acting';
import { delegationNow } from '../domain/customers/delegation';
import type { Customer } from '../domain/customers/customer';
import type { Subscription } from '../domain/customers/subscription';
import type { Partner } from '../domain/partners/partner';
import { deactivatedDetail, lacks, type User } from '../domain/partners/user';
import { access, userOperations } from '../http/access';
import { permissionOf } from '../http/permissions';

/** Whose rights, and when. */
interface Asked {
  readonly user: User;
  readonly partner: Partner;
  readonly now: Date;
}

/** Every operation with whether this user may call it. */
export function rightsOf({ user, partner }: Asked) {
  return userOperations.map((operation) => {
    const { method, route, title, further } = permissionOf(operation);
    const shown = { operation, method, route, title, ...(further === undefined ? {} : { further }) };
    return { ...shown, ...allowed(whyInactive(user) ?? lacks(access[operation].needs, user, partner)?.detail) };
  });
}

/** What this user may do for one customer, by the customer's own record. */
export function rightsAt(asked: Asked, customer: Customer, subscriptions: readonly Subscription[]) {
  const may = (act: Act) => {
    const judged = mayAct(act, { ...asked, customer });
    return allowed(whyInactive(asked.user) ?? (judged.ok ? undefined : judged.detail));
  };
  return {
    customerId: customer.id,
    delegation: { status: delegationNow(customer, asked.now).status },
    acts: [
      { act: 'endDelegation', ...may({ kind: 'endDelegation' }) },
      { act: 'exportAndErase', ...may({ kind: 'keepRecords', subscriptions }) },
      { act: 'serveRequests', ...may({ kind: 'serveRequests', subscriptions }) },
      { act: 'seeUsers', ...may({ kind: 'seeUsers' }) },
      { act: 'resetPassword', ...may({ kind: 'resetPassword', target: 'nobody' }) },
      { act: 'resetAdministratorPassword', ...may({ kind: 'resetPassword', target: 'more' }) },
    ],
    subscriptions: subscriptions.map((subscription) => ({
      subscriptionId: subscription.subscriptionId,
      act: 'manageSubscription',
      ...may({ kind: 'manageSubscription', subscription }),
    })),
  };
}

function whyInactive({ status }: User): string | undefined {
  return status === 'deactivated' ? deactivatedDetail : undefined;
}

function allowed(reason: string | undefined) {
  return reason === undefined ? { allowed: true } : { allowed: false, reason };
}
