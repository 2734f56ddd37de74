/** The one step that everything people type goes through before it is checked: the same character in another dress becomes the plain one. */
import { lazily } from './lazily';

const blankLetters = lazily(() => /[\u115f\u1160\u2800\u3164\uffa0\ufffc\u{1d159}\u{13441}\u{13442}]/gu);
const spaces = lazily(() => /\p{Zs}/gu);
const dashes = lazily(() => /[\p{Pd}\u02d7\u2043\u2212\u2796]/gu);
/** Japanese keyboards type this long-vowel mark for a dash between digits. */
const longVowels = lazily(() => /[\u30fc\uff70]/gu);
const widths = lazily(() => /[\ufe50-\ufe6b\uff01-\uff5e]/gu);
const invisible = lazily(() => /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu);
const joiners = lazily(() => /[\u200c\u200d]/gu);
const invisibleButJoiners = lazily(() => /(?![\u200c\u200d])[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu);

/** Leaves out what cannot be seen, whatever it is there for. */
export function withoutInvisible(text: string): string {
  return text.replace(invisible(), '');
}

/** The same but for the two joiners, which make another name of a domain in some scripts. */
export function withoutInvisibleButJoiners(text: string): string {
  return text.replace(invisibleButJoiners(), '');
}

/** Leaves out the two joiners alone. */
export function withoutJoiners(text: string): string {
  return text.replace(joiners(), '');
}

/** Full-width and small forms of ASCII become ASCII. */
export function foldWidths(text: string): string {
  return text.replace(widths(), (character) => character.normalize('NFKC'));
}

/** Every decimal digit of Unicode becomes the one on a keyboard. */
export function foldDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitOf(digit)));
}

/** Every dash, hyphen, minus and maqaf becomes a hyphen. */
export function foldDashes(text: string): string {
  return text.replace(dashes(), '-');
}

/** Every blank, also a letter that looks like one, becomes a space. */
export function foldSpaces(text: string): string {
  return text.replace(blankLetters(), ' ').replace(spaces(), ' ');
}

/** A code or a number as it stands on a keyboard: digits, dashes, spaces and widths folded, what cannot be seen left out. */
export function foldNumber(text: string): string {
  return foldDashes(foldDigits(foldWidths(foldSpaces(text))))
    .replace(longVowels(), '-')
    .replace(invisible(), '');
}

/** What a decimal digit counts, whatever its script: Unicode keeps them in tens, one ten beside the other. */
export function digitOf(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let before = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(before - 1))) before -= 1;
  return (code - before) % 10;
}

const flag = '\\u{1f3f4}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{2,8}\\u{e007f}';
const variation = '[\\u180b-\\u180d\\u180f\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]';
const joining = '[\\u180e\\u200c\\u200d]';
const seen = `(?!${variation})[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]`;
/** Where a joiner shapes nothing, it only makes a name look like another. */
const unjoined =
  '[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{Script=Hebrew}\\p{Script=Han}\\p{Nd}\\p{P}]';
const shaping = `${variation}|${joining}`;
const flagsAndUseless = lazily(
  () => new RegExp(`(${flag})|(?!${shaping})[\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb]`, 'gu'),
);
const shapedAndUseless = lazily(
  () =>
    new RegExp(
      `(?<=${seen})(${variation}(?:${joining}(?=${seen}))?|(?<!${unjoined})${joining}(?=${seen}))|${shaping}`,
      'gu',
    ),
);

/** Leaves out what cannot be seen where it does not shape what can: joined emoji, variants of a character and joined letters stay. */
export function withoutUseless(text: string): string {
  const keep = (_match: string, kept: string | undefined): string => kept ?? '';
  return text
    .replace(blankLetters(), ' ')
    .replace(flagsAndUseless(), keep)
    .replace(shapedAndUseless(), keep)
    .normalize('NFC');
}

/** Whether anything in it can be seen. */
export function isVisible(text: string): boolean {
  return /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(blankLetters(), ''));
}
