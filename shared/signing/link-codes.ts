/** The codes in customer links. A code carries its version, key, partner, offer and link version, and a MAC over them all. */
import { timingSafeEqual } from 'node:crypto';
import { BoundedCache } from '../bounded-cache';
import type { Link, LinkCodes } from '../ports';
import { macOf, type SigningKey } from './keys';

const version = 1;
const macBytes = 16;
const idBytes = 16;
const longestCode = 120;
const mostKnownBytes = 1024 * 1024;
/** A code, its link, and what a map needs for them. */
const knownBytes = 600;

/** Issues codes with the first key and reads those of every key; anything else is refused without asking a database. */
export function linkCodes(keys: readonly [SigningKey, ...SigningKey[]]): LinkCodes {
  const byId = new Map(keys.map((key) => [key.id, key]));
  const [signing] = keys;
  const verify = (code: string): Link | undefined => {
    if (!/^[A-Za-z0-9_-]+$/u.test(code)) return undefined;
    const bytes = Buffer.from(code, 'base64url');
    // Unused bits at the end would give a code a second spelling.
    if (bytes.toString('base64url') !== code) return undefined;
    const claims = bytes.subarray(0, -macBytes);
    const decoded = decode(claims);
    const key = decoded && byId.get(decoded.keyId);
    return key && timingSafeEqual(mac(key, claims), bytes.subarray(-macBytes)) ? decoded.link : undefined;
  };
  // A code that was good stays good for as long as the keys do. Bad ones are not kept: whoever guesses must not be able to push out the good ones.
  const good = new BoundedCache<Link>(mostKnownBytes);
  return {
    issue(link) {
      const claims = encode(signing.id, link);
      return Buffer.concat([claims, mac(signing, claims)]).toString('base64url');
    },
    read(code) {
      if (code.length > longestCode) return undefined;
      const known = good.get(code);
      if (known) return known;
      const link = verify(code);
      if (link) good.set(code, Object.freeze(link), knownBytes);
      return link;
    },
  };
}

function mac(key: SigningKey, claims: Uint8Array): Buffer {
  return macOf(key, 'link', [claims]).subarray(0, macBytes);
}

function encode(keyId: string, { partnerId, offerId, linkVersion }: Link): Buffer {
  const id = Buffer.from(keyId, 'ascii');
  const tail = Buffer.alloc(2);
  tail.writeUInt16BE(linkVersion);
  return Buffer.concat([
    Buffer.from([version, id.length]),
    id,
    Buffer.from(partnerId.replaceAll('-', ''), 'hex'),
    Buffer.from(offerId, 'hex'),
    tail,
  ]);
}

function decode(claims: Buffer): { keyId: string; link: Link } | undefined {
  const idLength = claims[1] ?? 0;
  const start = 2 + idLength;
  if (claims[0] !== version || claims.length !== start + 2 * idBytes + 2) return undefined;
  const partner = claims.subarray(start, start + idBytes).toString('hex');
  return {
    keyId: claims.subarray(2, start).toString('ascii'),
    link: {
      partnerId: partner.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5'),
      offerId: claims.subarray(start + idBytes, start + 2 * idBytes).toString('hex'),
      linkVersion: claims.readUInt16BE(start + 2 * idBytes),
    },
  };
}
