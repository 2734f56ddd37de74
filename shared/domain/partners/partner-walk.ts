/** A walk, once, over what all partners have from before something was written down. */
import * as z from 'zod';
import { documentOf } from '../document';
import { systemPartition } from '../system';

/** Over subscriptions from before time did anything, over those from before there were tasks, and over customers from before lists went by places. */
const WalkName = z.enum(['subscription-walk', 'provisioning-walk', 'customer-walk']);
export type WalkName = z.infer<typeof WalkName>;

export const PartnerWalk = documentOf('subscription-walk', {
  /** Partners up to this place of their list are done. */
  partnersUpTo: z.string().optional(),
  /** In the partner that comes next, what lies up to this place is. */
  upTo: z.string().optional(),
  isDone: z.boolean(),
}).extend({ type: WalkName });
export type PartnerWalk = z.infer<typeof PartnerWalk>;

/** Where a walk's one document lies. */
export function walkRef(name: WalkName): { readonly partition: string; readonly id: string } {
  return { partition: systemPartition, id: name };
}

/** A walk that has not begun. */
export function newWalk(name: WalkName): PartnerWalk {
  return { id: name, partnerId: systemPartition, type: name, schemaVersion: 1, isDone: false };
}
