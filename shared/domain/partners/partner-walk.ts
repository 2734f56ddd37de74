/** A walk over what all partners have: once, over what is from before something was written down, or again and again. */
import * as z from 'zod';
import { documentOf } from '../document';
import { systemPartition } from '../system';
import { addDays, Timestamp } from '../text';

/** Over subscriptions from before time did anything, over those from before there were tasks, over customers from before lists went by places, and, week by week, over those that are to be forgotten. */
const WalkName = z.enum(['subscription-walk', 'provisioning-walk', 'customer-walk', 'retention-walk']);
export type WalkName = z.infer<typeof WalkName>;

export const PartnerWalk = documentOf('subscription-walk', {
  /** Partners up to this place of their list are done. */
  partnersUpTo: z.string().optional(),
  /** In the partner that comes next, what lies up to this place is. */
  upTo: z.string().optional(),
  isDone: z.boolean(),
  doneAt: Timestamp.optional(),
}).extend({ type: WalkName });
export type PartnerWalk = z.infer<typeof PartnerWalk>;

/** Where a walk's one document lies. */
export function walkRef(name: WalkName): { readonly partition: string; readonly id: string } {
  return { partition: systemPartition, id: name };
}

const weekDays = 7;

/** Whether a walk that is made week by week has been over for that long. */
export function isOver({ isDone, doneAt }: PartnerWalk, now: Date): boolean {
  return isDone && doneAt !== undefined && addDays(new Date(doneAt), weekDays) <= now;
}

/** A walk that has not begun. */
export function newWalk(name: WalkName): PartnerWalk {
  return { id: name, partnerId: systemPartition, type: name, schemaVersion: 1, isDone: false };
}
