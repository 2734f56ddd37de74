/** The kinds of text that people type: what each may hold, and the one form it is kept in. */
import { decode } from 'punycode/';
import * as z from 'zod';

const controls = /[\p{Cc}\u2028\u2029]/u;
const controlsButLineBreaks = /(?!\n)\p{Cc}/u;
const directionMarks = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const wellFormed = (value: string): boolean => !/\p{Surrogate}/u.test(value);
const withoutMarks = (value: string): string => value.replace(directionMarks, '').normalize('NFC').trim();

/** One line of text without control characters; direction marks are dropped, the ends trimmed. */
export const line = (maximum: number) =>
  z
    .string()
    .refine(wellFormed, 'Text must be valid Unicode.')
    .transform(withoutMarks)
    .refine((value) => !controls.test(value), 'Must be a single line without control characters.')
    .pipe(z.string().min(1, 'Must not be empty.').max(maximum, `Must have at most ${maximum} characters.`));

/** Plain text of several lines. */
export const paragraphs = (maximum: number) =>
  z
    .string()
    .refine(wellFormed, 'Text must be valid Unicode.')
    .transform((value) => withoutMarks(value.replace(/\r\n?|[\u2028\u2029]/gu, '\n')))
    .refine((value) => !controlsButLineBreaks.test(value), 'Must be plain text without control characters.')
    .pipe(z.string().max(maximum, `Must have at most ${maximum} characters.`));

const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/u;

/** Gives a domain in lower case and punycode, or undefined when it is none. */
export function toDomainName(value: string): string | undefined {
  const typed = withoutMarks(value).toLowerCase().replace(/\.$/u, '');
  if (typed.length > 253 || !typed.includes('.') || /[\s/\\?#@:%[\]]/u.test(typed)) return undefined;
  const parsed = URL.canParse(`http://${typed}`) ? new URL(`http://${typed}`).hostname : '';
  const labels = parsed.split('.');
  const last = labels.at(-1) ?? '';
  return labels.length > 1 && labels.every((part) => label.test(part)) && !/^\d+$/u.test(last) && parsed.length <= 253
    ? parsed
    : undefined;
}

/** A domain in the spellings by which people look for it: as it is kept, and in its own letters where those are others. */
export function domainSpellings(domain: string | null | undefined): readonly string[] {
  if (!domain) return [];
  const readable = domain
    .split('.')
    .map((part) => (part.startsWith('xn--') ? (fromPunycode(part.slice(4)) ?? part) : part))
    .join('.');
  return readable === domain ? [domain] : [domain, readable];
}

/** Undefined for what was not encoded so. */
function fromPunycode(encoded: string): string | undefined {
  try {
    return decode(encoded);
  } catch {
    return undefined;
  }
}

/** Names that customers are known by become part of ids, which have an end. */
const longestDomain = 190;

/** A domain name, kept in lower case and punycode. */
export const DomainName = z.string().transform((value, context) => {
  const domain = toDomainName(value);
  if (domain !== undefined && domain.length <= longestDomain) return domain;
  context.addIssue({ code: 'custom', message: 'Must be a domain name such as contoso.com.' });
  return z.NEVER;
});

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/iu;

/** An e-mail address; its domain is kept in lower case and punycode. */
export const EmailAddress = z.string().transform((value, context) => {
  const typed = withoutMarks(value);
  const at = typed.lastIndexOf('@');
  const local = typed.slice(0, Math.max(at, 0));
  const domain = toDomainName(typed.slice(at + 1));
  if (domain !== undefined && local.length <= 64 && localPart.test(local)) return `${local}@${domain}`;
  context.addIssue({ code: 'custom', message: 'Must be an e-mail address such as dana@contoso.com.' });
  return z.NEVER;
});

/** The domain of an address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Hides an address but for its first letter and its domain. */
export function maskAddress(address: string): string {
  return `${address.slice(0, 1)}•••@${domainOf(address)}`;
}

/** A telephone number as people write it. */
export const PhoneNumber = z
  .string()
  .transform(withoutMarks)
  .refine(
    (value) =>
      /^\+?[\d\s().\-/*#]{3,30}$/u.test(value) && !controls.test(value) && /\d{3}/u.test(value.replace(/\D/gu, '')),
    'Must be a telephone number such as +972 3 555 0100.',
  );

/** A web address that is safe to put in a page: http or https. */
export const WebAddress = z
  .string()
  .transform(withoutMarks)
  .refine((value) => {
    if (/\s|\p{Cc}|\p{Surrogate}/u.test(value) || !URL.canParse(value)) return false;
    const { protocol, username, password, hostname } = new URL(value);
    const named = username !== '' || password !== '';
    return ['http:', 'https:'].includes(protocol) && !named && toDomainName(hostname) !== undefined;
  }, 'Must be a web address such as https://www.contoso.com.')
  .pipe(z.string().max(300, 'Must have at most 300 characters.'));

/** ISO 8601 in UTC with milliseconds, as `Date.toISOString` writes it. */
export const Timestamp = z.iso.datetime({ precision: 3 });

/** A tenant id in the form Entra gives it, in lower case. */
export const TenantId = z.guid().transform((value) => value.toLowerCase());

/** The id of a person in a directory. */
export const UserId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u, 'Must be a directory id, such as a GUID.');

export const languages = ['he', 'en', 'zh-CN'] as const;

/** A language that customers are addressed in. */
export const Language = z.enum(languages, 'Must be he, en or zh-CN.');
export type Language = z.infer<typeof Language>;

const foldings: readonly (readonly [RegExp, string])[] = [
  [/[\u0591-\u05c7]/gu, ''],
  [/["'`´’‘“”״׳.-]/gu, ''],
  [/ך/gu, 'כ'],
  [/ם/gu, 'מ'],
  [/ן/gu, 'נ'],
  [/ף/gu, 'פ'],
  [/ץ/gu, 'צ'],
  [/וו+/gu, 'ו'],
  [/יי+/gu, 'י'],
  [/[\s\p{Cc}]+/gu, ' '],
];

/** Folds text for searching: letter case, accents, points, quotation marks, direction marks and Hebrew spelling variants do not count. */
export function foldForSearch(value: string): string {
  const plain = value
    .replace(directionMarks, '')
    .normalize('NFKD')
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
