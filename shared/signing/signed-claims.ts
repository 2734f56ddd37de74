/** Claims in an address: with their version and key, and a MAC over it all. Nothing about them is stored. */
import { timingSafeEqual } from 'node:crypto';
import { macOf, type SigningKey } from './keys';

const version = 1;
const macBytes = 16;
const partnerBytes = 16;

/** How the claims of one kind are written as bytes, and read again. */
export interface ClaimsFormat<Claims> {
  /** Keeps the claims of one kind from being taken for those of another. */
  readonly purpose: string;
  /** The longest that an address of this kind can be. */
  readonly longest: number;
  readonly encode: (claims: Claims) => readonly Uint8Array[];
  readonly decode: (bytes: Buffer) => Claims | undefined;
}

export interface SignedClaims<Claims> {
  issue(claims: Claims): string;
  /** Undefined for anything that was not issued here, without asking anybody. */
  read(text: string): Claims | undefined;
}

/** Issues claims with the first key and reads those of every key; anything else is refused without asking a database. */
export function signedClaims<Claims>(
  keys: readonly [SigningKey, ...SigningKey[]],
  { purpose, longest, encode, decode }: ClaimsFormat<Claims>,
): SignedClaims<Claims> {
  const known = new Map(keys.map((key) => [key.id, key]));
  const [signing] = keys;
  const mac = (key: SigningKey, signed: Uint8Array): Buffer => macOf(key, purpose, [signed]).subarray(0, macBytes);
  return {
    issue(claims) {
      const id = Buffer.from(signing.id, 'ascii');
      const signed = Buffer.concat([Buffer.from([version, id.length]), id, ...encode(claims)]);
      return Buffer.concat([signed, mac(signing, signed)]).toString('base64url');
    },
    read(text) {
      if (text.length > longest || !/^[A-Za-z0-9_-]+$/u.test(text)) return undefined;
      const bytes = Buffer.from(text, 'base64url');
      // Unused bits at the end would give an address a second spelling.
      if (bytes.toString('base64url') !== text) return undefined;
      const signed = bytes.subarray(0, -macBytes);
      const start = 2 + (signed[1] ?? 0);
      if (signed[0] !== version || signed.length < start) return undefined;
      const claims = decode(signed.subarray(start));
      const key = claims && known.get(signed.toString('ascii', 2, start));
      return key && timingSafeEqual(mac(key, signed), bytes.subarray(-macBytes)) ? claims : undefined;
    },
  };
}

/** A partner id as bytes. */
export function partnerToBytes(partnerId: string): Buffer {
  return Buffer.from(partnerId.replaceAll('-', ''), 'hex');
}

/** The partner id at the beginning of these bytes, and what follows it. */
export function partnerFromBytes(bytes: Buffer): { readonly partnerId: string; readonly rest: Buffer } {
  const hex = bytes.toString('hex', 0, partnerBytes);
  return {
    partnerId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5'),
    rest: bytes.subarray(partnerBytes),
  };
}
