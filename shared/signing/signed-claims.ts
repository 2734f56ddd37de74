/** Claims in an address: with their version and key, and a MAC over it all. Nothing about them is stored. */
import { timingSafeEqual } from 'node:crypto';
import { uuidOf } from './derived-id';
import { macOf, type SigningKey } from './keys';

const macBytes = 16;
const partnerBytes = 16;

/** What stands in the first byte, and after the last. Programs that make links of text leave out a final `-` or `_`, so a letter closes what is issued now. */
const forms = [
  { version: 2, end: 'k' },
  { version: 1, end: '' },
] as const;
const [issued] = forms;

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
      const signed = Buffer.concat([Buffer.from([issued.version, id.length]), id, ...encode(claims)]);
      return Buffer.concat([signed, mac(signing, signed)]).toString('base64url') + issued.end;
    },
    read(text) {
      const bytes = text.length <= longest && /^[A-Za-z0-9_-]+$/u.test(text) ? bytesOf(text) : undefined;
      if (!bytes) return undefined;
      const signed = bytes.subarray(0, -macBytes);
      const start = 2 + (signed[1] ?? 0);
      if (signed.length < start) return undefined;
      const claims = decode(signed.subarray(start));
      const key = claims && known.get(signed.toString('ascii', 2, start));
      return key && timingSafeEqual(mac(key, signed), bytes.subarray(-macBytes)) ? claims : undefined;
    },
  };
}

/** The bytes of a text in the one spelling that its form has: unused bits at the end would give it another. */
function bytesOf(text: string): Buffer | undefined {
  for (const { version, end } of forms) {
    const encoded = text.slice(0, text.length - end.length);
    const bytes = Buffer.from(encoded, 'base64url');
    if (bytes[0] === version && bytes.toString('base64url') + end === text) return bytes;
  }
  return undefined;
}

/** A partner id as bytes. */
export function partnerToBytes(partnerId: string): Buffer {
  return Buffer.from(partnerId.replaceAll('-', ''), 'hex');
}

/** The partner id at the beginning of these bytes, and what follows it. */
export function partnerFromBytes(bytes: Buffer): { readonly partnerId: string; readonly rest: Buffer } {
  const hex = bytes.toString('hex', 0, partnerBytes);
  return {
    partnerId: uuidOf(hex),
    rest: bytes.subarray(partnerBytes),
  };
}
