/** The codes in customer links. A code carries partner, offer and link version. */
import { LRUCache } from 'lru-cache';
import type { Link, LinkCodes } from '../ports';
import type { SigningKey } from './keys';
import { partnerFromBytes, partnerToBytes, signedClaims } from './signed-claims';

const offerBytes = 16;
const versionBytes = 2;
const longest = 120;
/** About four megabytes of codes and links. */
const mostKnown = 5_500;

/** Issues and reads the codes in customer links. */
export function linkCodes(keys: readonly [SigningKey, ...SigningKey[]]): LinkCodes {
  const codes = signedClaims<Link>(keys, {
    purpose: 'link',
    longest,
    encode({ partnerId, offerId, linkVersion }) {
      const tail = Buffer.alloc(versionBytes);
      tail.writeUInt16BE(linkVersion);
      return [partnerToBytes(partnerId), Buffer.from(offerId, 'hex'), tail];
    },
    decode(bytes) {
      const { partnerId, rest } = partnerFromBytes(bytes);
      if (rest.length !== offerBytes + versionBytes) return undefined;
      return { partnerId, offerId: rest.toString('hex', 0, offerBytes), linkVersion: rest.readUInt16BE(offerBytes) };
    },
  });
  // A code that was good stays good for as long as the keys do. Bad ones are not kept: whoever guesses must not be able to push out the good ones.
  const good = new LRUCache<string, Link>({ max: mostKnown });
  return {
    issue: (link) => codes.issue(link),
    read(code) {
      if (code.length > longest) return undefined;
      const known = good.get(code);
      if (known) return known;
      const link = codes.read(code);
      if (link) good.set(code, Object.freeze(link));
      return link;
    },
  };
}
