/** A call that loaded keys and may be repeated: its Idempotency-Key belongs to this list and to no other. */
import * as z from 'zod';
import { documentId, documentOf } from '../document';
import { Timestamp } from '../text';

export const KeyLoad = documentOf('product-key-load', {
  loadId: z.string(),
  /** Of the list, under a pepper. */
  fingerprint: z.string(),
  at: Timestamp,
});
export type KeyLoad = z.infer<typeof KeyLoad>;

/** The record of a call. */
export function rememberLoad({
  partnerId,
  loadId,
  fingerprint,
  now,
}: Omit<KeyLoad, 'id' | 'type' | 'schemaVersion' | 'at'> & { readonly now: Date }): KeyLoad {
  return {
    id: documentId('product-key-load', loadId),
    partnerId,
    type: 'product-key-load',
    schemaVersion: 1,
    loadId,
    fingerprint,
    at: now.toISOString(),
  };
}
