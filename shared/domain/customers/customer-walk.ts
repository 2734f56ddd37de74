/** The walk, once, over customers from before lists and searches went by places: each is to stand where it is looked for. */
import * as z from 'zod';
import { documentOf } from '../document';
import { systemPartition } from '../system';

export const CustomerWalk = documentOf('customer-walk', {
  /** Partners up to this place of their list are done. */
  partnersUpTo: z.string().optional(),
  /** In the partner that comes next, customers up to this place are. */
  customersUpTo: z.string().optional(),
  isDone: z.boolean(),
});
export type CustomerWalk = z.infer<typeof CustomerWalk>;

/** Where the walk's one document lies. */
export const customerWalkRef = { partition: systemPartition, id: 'customer-walk' } as const;

/** A walk that has not begun. */
export function newCustomerWalk(): CustomerWalk {
  const { partition: partnerId, id } = customerWalkRef;
  return { id, partnerId, type: 'customer-walk', schemaVersion: 1, isDone: false };
}
