/** What a partner looks for among its customers: filters that pass over most of the others in the store, and what holds at the moment of reading. */
import { addDays, foldForSearch } from '../domain/text';
import type { Customer } from '../domain/customers/customer';
import { delegationNow, type DelegationRecord } from '../domain/customers/delegation';
import { statusesNow, trialEndsBy, waitsForSetUp } from '../domain/customers/standing';
import type { SubscriptionStatus } from '../domain/customers/subscription';
import type { Filter } from '../ports';

/** What customers are asked for by. */
export interface CustomerQuestion {
  readonly tag?: string | undefined;
  readonly delegation?: DelegationRecord['status'] | undefined;
  /** It has one that stands so. */
  readonly subscription?: SubscriptionStatus | undefined;
  readonly trialEndingWithinDays?: number | undefined;
  readonly provisioning?: 'waiting' | undefined;
}

/** What the store passes over: what is written down as another, and cannot have become this one by time alone. */
export function customersThatMay(asked: CustomerQuestion, now: Date): readonly Filter[] {
  const { tag, delegation, subscription, trialEndingWithinDays, provisioning } = asked;
  const hasAged: Filter = { field: 'standing.changesAt', atMost: now.toISOString() };
  const by = addDays(now, trialEndingWithinDays ?? 0).toISOString();
  return [
    ...(tag === undefined ? [] : [{ field: 'foldedTags', has: foldForSearch(tag) } as const]),
    ...(delegation === undefined ? [] : [delegationFilter(delegation, now)]),
    ...(subscription === undefined
      ? []
      : [{ anyOf: [{ field: 'standing.statuses', has: subscription } as const, hasAged] }]),
    ...(trialEndingWithinDays === undefined
      ? []
      : [{ anyOf: [{ field: 'standing.trialEndsAt', atMost: by } as const, hasAged] }]),
    ...(provisioning === undefined ? [] : [{ field: 'standing.waiting', equals: true } as const]),
  ];
}

function delegationFilter(status: DelegationRecord['status'], now: Date): Filter {
  const written: Filter = { field: 'delegation.status', equals: status };
  if (status !== 'ended') return written;
  return { anyOf: [written, { field: 'delegation.until', atMost: now.toISOString() }] };
}

/** Whether the customer is one that was asked for, as it stands at this moment. */
export function isAskedFor(customer: Customer, asked: CustomerQuestion, now: Date): boolean {
  const { tag, delegation, subscription, trialEndingWithinDays, provisioning } = asked;
  return (
    (tag === undefined || (customer.foldedTags ?? []).includes(foldForSearch(tag))) &&
    (delegation === undefined || delegationNow(customer, now).status === delegation) &&
    (subscription === undefined || statusesNow(customer, now).has(subscription)) &&
    (trialEndingWithinDays === undefined || trialEndsBy(customer, addDays(now, trialEndingWithinDays), now)) &&
    (provisioning === undefined || waitsForSetUp(customer, now))
  );
}
