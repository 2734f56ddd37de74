/**
 * Who owns a product key: one document for each of its fingerprints, alone in its partition, so that no two partners have one key. It is
 * made before the key's own document, and replaced when that one is withdrawn or was never made.
 */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
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

/** Whether whoever made a claim that leads nowhere is no longer at work on it. */
export function isAbandoned({ claimedAt }: Pick<KeyClaim, 'claimedAt'>, now: Date): boolean {
  return now.getTime() - Date.parse(claimedAt) >= limits.productKey.abandonedAfterHours * 3_600_000;
}
