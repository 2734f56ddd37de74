/** The keys of a setting such as `LINK_KEYS`: the first one signs, the others still verify. */
import { createHmac, type BinaryToTextEncoding } from 'node:crypto';

export interface SigningKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Reads `id:base64url[,id:base64url…]`; says what is wrong with it otherwise. */
export function parseKeys(value: string): readonly SigningKey[] | string {
  const keys = value.split(',').map((entry) => {
    const [, id = '', encoded = ''] = /^\s*([A-Za-z0-9_-]{1,16}):([A-Za-z0-9_-]+)\s*$/u.exec(entry) ?? [];
    return { id, bytes: new Uint8Array(Buffer.from(encoded, 'base64url')) };
  });
  if (keys.some(({ id }) => id === '')) return 'must be id:base64url[,id:base64url…]';
  if (keys.some(({ bytes }) => bytes.length < 32)) return 'must have keys of at least 32 bytes';
  if (new Set(keys.map(({ id }) => id)).size !== keys.length) return 'must have keys with different ids';
  return keys;
}

/** HMAC-SHA256 over parts that cannot run into each other, for one purpose. */
export function macOf(key: SigningKey, purpose: string, parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac('sha256', key.bytes).update(`kesher/${purpose}\0`);
  for (const part of parts) hmac.update(`${Buffer.byteLength(part)}\0`).update(part);
  return hmac.digest();
}

/** A digest in the given encoding, shortened to 128 bits. */
export function shorten(digest: Buffer, encoding: BinaryToTextEncoding = 'base64url'): string {
  return digest.subarray(0, 16).toString(encoding);
}
