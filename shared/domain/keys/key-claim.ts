/**
 * Who owns a product key: one document for each of its fingerprints, alone in its partition, so that no two partners have one key. It is
 * made before the key's own document and only ever replaced when that one is withdrawn.
 */
import * as z from 'zod';
import { documentOf } from '../document';
import { Timestamp } from '../text';

export const KeyClaim = documentOf('product-key-claim', {
  /** The key's document at that partner. */
  keyId: z.string(),
  claimedAt: Timestamp,
});
export type KeyClaim = z.infer<typeof KeyClaim>;

/** A claim under this fingerprint. */
export function claimKey(
  fingerprint: string,
  { partnerId, keyId }: Pick<KeyClaim, 'partnerId' | 'keyId'>,
  now: Date,
): KeyClaim {
  return {
    id: fingerprint,
    partnerId,
    type: 'product-key-claim',
    schemaVersion: 1,
    keyId,
    claimedAt: now.toISOString(),
  };
}
