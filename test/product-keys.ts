/** Product keys for tests: whole ones, and spellings of them as people paste them. */
import * as fc from 'fast-check';
import { typedKey, type WholeKey } from '../shared/domain/keys/typed-key';

const characters = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/** Any key, in groups of five. */
export const anyKey = fc
  .array(fc.constantFrom(...characters), { minLength: 25, maxLength: 25 })
  .map((all) => [0, 5, 10, 15, 20].map((at) => all.slice(at, at + 5).join('')).join('-'));

const base = BigInt(characters.length);

/** The key of that number, in groups of five: another one for each. */
export function keyNumber(number: number): string {
  // A multiplier that has no factor in common with 36^25 spreads neighbours over all places.
  let rest = (BigInt(number + 1) * 6_364_136_223_846_793_005_000_000_000_007n * 1_000_003n) % base ** 25n;
  const all = Array.from({ length: 25 }, () => {
    const character = characters[Number(rest % base)] ?? '0';
    rest /= base;
    return character;
  });
  return [0, 5, 10, 15, 20].map((at) => all.slice(at, at + 5).join('')).join('-');
}

/** A row of a list that loads the key of that number. */
export function keyRow(number: number, more: Readonly<Record<string, unknown>> = {}) {
  return {
    key: keyNumber(number),
    productId: 'microsoft-365-business-standard',
    quantity: 10,
    termMonths: 12,
    ...more,
  };
}

/** The key in the form that is compared. */
export function wholeKey(text: string): WholeKey {
  const key = typedKey(text);
  if (!key.ok) throw new Error(`This is no key: ${key.detail ?? ''}`);
  return key.value;
}
