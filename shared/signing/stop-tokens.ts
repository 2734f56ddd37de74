/** The tokens by which the readers of mailings stop them. A token carries the partner and the mailbox, as a hash. */
import type { Stop, StopTokens } from '../ports';
import type { SigningKey } from './keys';
import { partnerFromBytes, partnerToBytes, signedClaims } from './signed-claims';

/** As long as a mailbox's key. */
const recipientBytes = 24;

/** Issues and reads the tokens of mailings: always the same for the same mailbox of the same partner, as long as the same key signs. */
export function stopTokens(keys: readonly [SigningKey, ...SigningKey[]]): StopTokens {
  return signedClaims<Stop>(keys, {
    purpose: 'stop',
    longest: 100,
    encode: ({ partnerId, recipientKey }) => [partnerToBytes(partnerId), Buffer.from(recipientKey, 'base64url')],
    decode(bytes) {
      const { partnerId, rest } = partnerFromBytes(bytes);
      return rest.length === recipientBytes ? { partnerId, recipientKey: rest.toString('base64url') } : undefined;
    },
  });
}
