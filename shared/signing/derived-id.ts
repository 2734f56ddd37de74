/** Ids that follow from what they are for, so that whoever tries again makes the same. */
import { createHash } from 'node:crypto';

/** 128 bits in hexadecimal: another for each kind and each of what it follows from. */
export function derivedId(kind: string, ...from: readonly (string | number)[]): string {
  return createHash('sha256')
    .update(`kesher/${kind}\0${from.join('\0')}`)
    .digest('hex')
    .slice(0, 32);
}

/** 128 bits in hexadecimal in the form that Microsoft's services give ids. */
export function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}
