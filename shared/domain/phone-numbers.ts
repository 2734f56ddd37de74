/** Telephone numbers as people write them, with and without an extension. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { foldNumber } from './folding';
import { lazily } from './lazily';

const { typedLength, length, extensionDigits } = limits.phone;

const extensionWords = [
  'extension',
  'extn?',
  'ext',
  'x',
  'שלוחה',
  'שלוחות',
  "שלו['׳’]",
  '(?:转|轉)?(?:分机|分機|內線|内線|内线)(?:号|號)?',
  '转接?',
  '轉接?',
  'доб(?:авочный)?',
  'вн(?:утр)?',
  'تحويلة',
  'داخلي',
  'داخلی',
  'poste',
  'durchwahl',
].join('|');

const extension = lazily(
  () =>
    new RegExp(
      `(?<![\\s,;(])[\\s,;(]*(?:;ext=|(?<!\\p{L})(?:${extensionWords})\\.?[\\s:#.=-]*)(\\d{1,${extensionDigits}})\\)?$`,
      'iu',
    ),
);
const kept = lazily(() => new RegExp(`^\\+?[\\d ().\\-/*#]{3,${length}}( ext\\. \\d{1,${extensionDigits}})?$`, 'u'));

const mustBe = 'Must be a telephone number such as +972 3 555 0100.';

/** A telephone number, its extension kept as `ext. 7`. */
export const PhoneNumber = z
  .string()
  .max(typedLength, mustBe)
  .transform((value) => {
    const typed = foldNumber(value.normalize('NFC'))
      .trim()
      .replace(/^tel:\s*/iu, '');
    const found = extension().exec(typed);
    return found ? `${typed.slice(0, found.index)} ext. ${found[1] ?? ''}` : typed;
  })
  .refine((value) => kept().test(value) && /\d{3}/u.test(partsOfPhone(value)[0].replace(/\D/gu, '')), mustBe);

/** A kept number and its extension. */
export function partsOfPhone(phone: string): readonly [number: string, extension?: string] {
  const [number = '', dialled] = phone.split(' ext. ');
  return dialled === undefined ? [number] : [number, dialled];
}
