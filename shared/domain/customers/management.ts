/** A change that a partner makes to a customer's subscription, with everything that is written with it. */
import { audit, type Actor, type AuditAction, type AuditEntry } from '../activity/audit';
import type { Notification } from '../activity/notification';
import type { Mail } from '../mail/mail';
import type { Partner } from '../partners/partner';
import type { AllowedBy } from './acting';
import type { Changing, Done } from './changing';
import { without, type Customer } from './customer';
import { useDelegation, type DelegationWrite } from './delegation';
import { agreeOnProvisioning, type OpenTasks } from './provisioning';
import type { ProvisioningTask } from './provisioning-task';
import { withSubscriptions } from './standing';
import type { Subscription } from './subscription';
import { customerMail, tellOf } from './telling';

/** Everything that such a change writes. */
export interface Management {
  readonly subscription: Subscription;
  readonly tasks: readonly ProvisioningTask[];
  /** The customer's record, which holds what lists go by; writing it under its version lets the change fail when delegation ends meanwhile. */
  readonly customer: Customer;
  /** The use of delegation, where that is what allowed it. */
  readonly delegations: readonly DelegationWrite[];
  readonly notifications: readonly Notification[];
  readonly mail: Mail;
  readonly audit: readonly AuditEntry[];
}

/** Carries the change out, for the partner of record and the administrator on record to be told. */
export function manageSubscription(details: {
  readonly partner: Partner;
  readonly customer: Customer;
  /** Who is on record at this moment, whether or not a timer has written it down. */
  readonly onRecord: Customer;
  readonly before: Subscription;
  readonly changing: Changing;
  readonly tasks: OpenTasks;
  readonly allowedBy: AllowedBy;
  readonly actor: Actor;
  readonly traceId: string;
  readonly now: Date;
}): Management {
  const { partner, customer, onRecord, before, changing, tasks, allowedBy, actor, traceId, now } = details;
  const { partnerId } = partner;
  const { done } = changing;
  const agreed = agreeOnProvisioning({
    subscription: changing.subscription,
    before,
    tasks,
    customer: onRecord,
    by: actor,
    now,
  });
  const { subscription } = agreed;
  const { subscriptionId, revision } = subscription;
  const changeId = `${subscriptionId}-${revision}`;
  const changes = done.map(({ fields: _fields, ...one }) => ({ subscription, ...one }));
  const used = allowedBy === 'delegation' ? useDelegation(customer, now) : undefined;
  const helped = used?.customer ?? customer;
  const held = subscription.state === 'cancelled' ? without(helped, subscriptionId) : helped;
  return {
    subscription,
    tasks: agreed.tasks,
    customer: withSubscriptions(held, [subscription], now),
    delegations: used ? [used.delegation] : [],
    notifications: tellOf({ partner, customer: onRecord, actId: changeId, actor, changes, now }),
    mail: customerMail({ partnerId, customer: onRecord, changeId, changes, now }),
    audit: done.map(({ kind, fields }, index) =>
      audit(
        partnerId,
        {
          entryId: `${kind}-${changeId}-${index}`,
          actor,
          action: actions[kind],
          subject: subscriptionId,
          customerId: customer.id,
          changes: [...fields],
          traceId,
        },
        now,
      ),
    ),
  };
}

/** What the audit calls what a change does. */
const actions = {
  quantityChanged: 'subscriptionQuantityChanged',
  suspended: 'subscriptionSuspended',
  resumed: 'subscriptionResumed',
  cancelled: 'subscriptionCancelled',
  renewalTurnedOn: 'subscriptionRenewalTurnedOn',
  renewalTurnedOff: 'subscriptionRenewalTurnedOff',
  renewed: 'subscriptionRenewed',
} as const satisfies Record<Done['kind'], AuditAction>;
