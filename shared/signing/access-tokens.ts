/** The tokens in the addresses of access pages. A token carries partner and customer. */
import type { Access, AccessTokens } from '../ports';
import type { SigningKey } from './keys';
import { partnerFromBytes, partnerToBytes, signedClaims } from './signed-claims';

/** Issues and reads the tokens of access pages. */
export function accessTokens(keys: readonly [SigningKey, ...SigningKey[]]): AccessTokens {
  return signedClaims<Access>(keys, {
    purpose: 'access',
    // With the longest domain and the longest key id there are.
    longest: 415,
    encode: ({ partnerId, customerId }) => [partnerToBytes(partnerId), Buffer.from(customerId)],
    decode(bytes) {
      const { partnerId, rest } = partnerFromBytes(bytes);
      return rest.length === 0 ? undefined : { partnerId, customerId: rest.toString() };
    },
  });
}
