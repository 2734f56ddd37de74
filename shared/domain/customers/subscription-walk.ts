/** The walk, once, over subscriptions from before time did anything: each is to wait for what time does to it next. */
import * as z from 'zod';
import { documentOf } from '../document';
import { systemPartition } from '../system';

export const SubscriptionWalk = documentOf('subscription-walk', {
  /** Partners up to this place of their list are done. */
  partnersUpTo: z.string().optional(),
  /** In the partner that comes next, subscriptions up to this place are. */
  subscriptionsUpTo: z.string().optional(),
  isDone: z.boolean(),
});
export type SubscriptionWalk = z.infer<typeof SubscriptionWalk>;

/** Where the walk's one document lies. */
export const subscriptionWalkRef = { partition: systemPartition, id: 'subscription-walk' } as const;

/** Where the one document of another walk lies: over subscriptions from before tasks for Microsoft were written. */
export const provisioningWalkRef = { partition: systemPartition, id: 'provisioning-walk' } as const;

/** A walk that has not begun. */
export function newSubscriptionWalk({
  partition: partnerId,
  id,
}: { readonly partition: string; readonly id: string } = subscriptionWalkRef): SubscriptionWalk {
  return { id, partnerId, type: 'subscription-walk', schemaVersion: 1, isDone: false };
}
