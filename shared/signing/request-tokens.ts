/** The tokens in the links of service requests. A token carries partner and number. */
import type { RequestName, RequestTokens } from '../ports';
import type { SigningKey } from './keys';
import { partnerFromBytes, partnerToBytes, signedClaims } from './signed-claims';

/** Issues and reads the tokens of service requests. */
export function requestTokens(keys: readonly [SigningKey, ...SigningKey[]]): RequestTokens {
  return signedClaims<RequestName>(keys, {
    purpose: 'service-request',
    longest: 110,
    encode: ({ partnerId, requestNumber }) => [partnerToBytes(partnerId), Buffer.from(requestNumber, 'ascii')],
    decode(bytes) {
      const { partnerId, rest } = partnerFromBytes(bytes);
      const requestNumber = rest.toString('ascii');
      return /^\d{9}$/u.test(requestNumber) ? { partnerId, requestNumber } : undefined;
    },
  });
}
