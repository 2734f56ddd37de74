/** Confirmation codes and unguessable ids, derived where they are needed and stored nowhere. */
import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../ports';
import { macOf, shorten, type SigningKey } from './keys';

/** Derives with the key that is named; a key that was retired derives until it is taken out of the setting. */
export function secretsFrom(keys: readonly [SigningKey, ...SigningKey[]]): Secrets {
  const known = new Map(keys.map((key) => [key.id, key]));
  const [signing] = keys;
  const keyOf = (id: string): SigningKey => known.get(id) ?? signing;
  const sixDigits = (keyId: string, purpose: string, parts: readonly string[]): string =>
    (macOf(keyOf(keyId), purpose, parts).readBigUInt64BE() % 1_000_000n).toString().padStart(6, '0');
  return {
    keyId: signing.id,
    confirmationCode: ({ keyId, redemptionId, number }) =>
      sixDigits(keyId, 'confirmation-code', [redemptionId, String(number)]),
    accessCode: ({ keyId, partnerId, customerId, number }) =>
      sixDigits(keyId, 'access-code', [partnerId, customerId, String(number)]),
    deskCode: ({ keyId, partnerId, requestNumber, number }) =>
      sixDigits(keyId, 'desk-code', [partnerId, requestNumber, String(number)]),
    administratorCode: ({ keyId, changeId, number, side }) =>
      sixDigits(keyId, 'administrator-code', [changeId, String(number), side]),
    claimCode: ({ keyId, redemptionId, number }) => sixDigits(keyId, 'claim-code', [redemptionId, String(number)]),
    revealCode: ({ keyId, resetId, number }) => sixDigits(keyId, 'reveal-code', [resetId, String(number)]),
    derive: (keyId, purpose, ...parts) => shorten(macOf(keyOf(keyId), purpose, parts)),
    knows: (keyId) => known.has(keyId),
  };
}

/** Compares what somebody gave with a secret, in the same time whatever they differ in. */
export function sameSecret(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
