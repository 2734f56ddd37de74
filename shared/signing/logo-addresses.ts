/** The addresses of logos: partner and hash, sealed, so that one point read finds the image and nobody reads a tenant's id in a page or a mail. */
import { remembered } from '../remembered';
import type { LogoAddresses } from '../ports';
import { macOf, type SigningKey } from './keys';
import { seal, unseal } from './sealed-text';

/** With the longest hash there is. */
const longest = 200;
const between = '/';

/** Issues addresses under the first key and reads those of every key. */
export function logoAddresses(keys: readonly [SigningKey, ...SigningKey[]]): LogoAddresses {
  const secretOf = (key: SigningKey) => ({ idSalt: macOf(key, 'logo-address', []).toString('base64url') });
  const known = keys.map(secretOf);
  const issuing = secretOf(keys[0]);
  const issued = remembered((name: string): string => seal(issuing, name));
  return {
    issue: ({ partnerId, hash }) => issued(partnerId + between + hash),
    read(address) {
      if (address.length > longest) return undefined;
      for (const secret of known) {
        const [partnerId = '', hash] = unseal(secret, address)?.split(between) ?? [];
        if (hash !== undefined) return { partnerId, hash };
      }
      return undefined;
    },
  };
}
