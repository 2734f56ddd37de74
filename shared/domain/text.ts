/** The kinds of text that people type: what each may hold, and the one form it is kept in. */
import * as z from 'zod';
import { foldDashes, foldDigits, foldSpaces, isVisible, withoutInvisible, withoutUseless } from './folding';

const controls = /[\p{Cc}\u2028\u2029]/u;
const controlsButLineBreaks = /(?!\n)\p{Cc}/u;

const wellFormed = (value: string): boolean => !/\p{Surrogate}/u.test(value);
/** Nothing at all when nothing of it can be seen. */
const seen = (value: string): string => (isVisible(value) || controls.test(value) ? value : '');

/** One line of text without control characters; what cannot be seen is dropped, the ends trimmed. */
export const line = (maximum: number) =>
  z
    .string()
    .refine(wellFormed, 'Text must be valid Unicode.')
    .transform((value) => seen(foldSpaces(withoutUseless(value)).trim()))
    .refine((value) => !controls.test(value), 'Must be a single line without control characters.')
    .pipe(z.string().min(1, 'Must not be empty.').max(maximum, `Must have at most ${maximum} characters.`));

const seenParagraphs = (value: string): string => (isVisible(value) || controlsButLineBreaks.test(value) ? value : '');

/** Plain text of several lines; empty when nothing of it can be seen. */
export const paragraphs = (maximum: number) =>
  z
    .string()
    .refine(wellFormed, 'Text must be valid Unicode.')
    .transform((value) => seenParagraphs(withoutUseless(value.replace(/\r\n?|[\u2028\u2029]/gu, '\n')).trim()))
    .refine((value) => !controlsButLineBreaks.test(value), 'Must be plain text without control characters.')
    .pipe(z.string().max(maximum, `Must have at most ${maximum} characters.`));

/** The domain of an address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** ISO 8601 in UTC with milliseconds, as `Date.toISOString` writes it. */
export const Timestamp = z.iso.datetime({ precision: 3 });

/** A tenant id in the form Entra gives it, in lower case. */
export const TenantId = z.guid().transform((value) => value.toLowerCase());

const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu;

/** The id of a person in a directory; a GUID in the letters that tokens name it in. */
export const UserId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u, 'Must be a directory id, such as a GUID.')
  .transform((id) => (guid.test(id) ? id.toLowerCase() : id));

export const languages = ['he', 'en', 'zh-CN'] as const;

/** A language that customers are addressed in. */
export const Language = z.enum(languages, 'Must be he, en or zh-CN.');
export type Language = z.infer<typeof Language>;

const foldings: readonly (readonly [RegExp, string])[] = [
  [/[\u0591-\u05c7]/gu, ''],
  [/["'`´’‘“”״׳.。-]/gu, ''],
  [/ך/gu, 'כ'],
  [/ם/gu, 'מ'],
  [/ן/gu, 'נ'],
  [/ף/gu, 'פ'],
  [/ץ/gu, 'צ'],
  [/וו+/gu, 'ו'],
  [/יי+/gu, 'י'],
  [/[\s\p{Cc}]+/gu, ' '],
];

/** Folds text for searching: letter case, accents, points, quotation marks, what cannot be seen, the script of digits, dashes and Hebrew spelling variants do not count. */
export function foldForSearch(value: string): string {
  const plain = foldDashes(foldDigits(withoutInvisible(value).normalize('NFKD')))
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .normalize('NFC');
  return foldings.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), plain).trim();
}

/** Adds calendar months in UTC; a day that the month does not have becomes its last. Where the moment itself became one, the `anchor` that it was counted from says which day is meant. */
export function addMonths(moment: Date, months: number, anchor: Date = moment): Date {
  const passed = (moment.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + moment.getUTCMonth() - anchor.getUTCMonth();
  const isCounted = monthsAfter(anchor, passed).getTime() === moment.getTime();
  return isCounted ? monthsAfter(anchor, passed + months) : monthsAfter(moment, months);
}

function monthsAfter(moment: Date, months: number): Date {
  const later = new Date(moment);
  later.setUTCMonth(later.getUTCMonth() + months);
  if (later.getUTCDate() !== moment.getUTCDate()) later.setUTCDate(0);
  return later;
}

/** Adds days of 24 hours to a moment. */
export function addDays(moment: Date, days: number): Date {
  return new Date(moment.getTime() + days * 86_400_000);
}
