/** Product keys as documents know them: HMACs under the peppers of the setting, of which no document holds any. */
import type { KeyFingerprints } from '../ports';
import { macOf, type SigningKey } from './keys';

/** Fingerprints under every pepper, the first pepper's first. */
export function keyFingerprints(peppers: readonly [SigningKey, ...SigningKey[]]): KeyFingerprints {
  const [first, ...others] = peppers;
  const fingerprint = (pepper: SigningKey, key: string) => macOf(pepper, 'product-key', [key]).toString('base64url');
  // Whatever stands first in the setting of an instance, all of them claim in this order.
  const claimed = [...peppers].sort((one, other) => (one.id < other.id ? -1 : 1));
  return {
    of: (key) => [fingerprint(first, key), ...others.map((pepper) => fingerprint(pepper, key))],
    inClaimOrder: (key) => claimed.map((pepper) => fingerprint(pepper, key)),
    secret: (purpose, ...parts) => macOf(first, `product-key-${purpose}`, parts).toString('base64url'),
  };
}
