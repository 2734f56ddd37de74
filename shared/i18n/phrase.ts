/** Sentences that hold what other people typed: names and addresses stay apart from the words and the direction around them. */
import type { Language } from '../domain/text';

/** Something that was typed elsewhere and must not disturb its surroundings; `ltr` for what reads left to right in every language, `rtl` for a list in one that does not. */
export interface Isolated {
  readonly isolate: string;
  readonly direction: 'auto' | 'ltr' | 'rtl';
}

export type Phrase = readonly (string | Isolated)[];

const directionMarks = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const controlsAndSpaces = /[\s\p{Control}\u2028\u2029]+/gu;
/** Most names: words of letters that need nothing, with single spaces between them. */
const alreadyClean = /^[!-~א-ת\u4e00-\u9fff]+(?: [!-~א-ת\u4e00-\u9fff]+)*$/u;
const rightToLeftLetter = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const oneLatinWord = /^[a-z][\u0021-\u007e]*[a-z/]$/iu;

/** One line without direction marks, control characters and halves of characters, however it was typed. */
export function cleanLine(value: string): string {
  if (alreadyClean.test(value)) return value;
  return value
    .replace(directionMarks, '')
    .replace(controlsAndSpaces, ' ')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();
}

/** The paragraphs of a longer text, each cleaned; empty ones are dropped. */
export function cleanParagraphs(value: string | null | undefined): readonly string[] {
  return (value ?? '')
    .split(/\r\n?|[\n\u2028\u2029]/u)
    .map(cleanLine)
    .filter((paragraph) => paragraph !== '');
}

/** A name, in whatever direction its own letters have. */
export function named(value: string): Isolated {
  return { isolate: cleanLine(value), direction: 'auto' };
}

/** Something that reads left to right everywhere: an address, a number, a code, a key. */
export function leftToRight(value: string): Isolated {
  return { isolate: cleanLine(value), direction: 'ltr' };
}

/** Plain text that keeps to itself, by Unicode isolates where the surroundings would otherwise reorder it. */
export function isolated({ isolate, direction }: Isolated, language: Language): string {
  const isRightToLeft = rightToLeftLetter.test(isolate);
  const disturbs = language === 'he' ? !oneLatinWord.test(isolate) : isRightToLeft;
  // By its own first letter most of what reads left to right does so; a domain in Hebrew has to be told.
  const mark = direction === 'rtl' ? '\u2067' : direction === 'ltr' && isRightToLeft ? '\u2066' : '\u2068';
  return disturbs ? `${mark}${isolate}\u2069` : isolate;
}

/** The phrase as plain text. */
export function plainText(phrase: Phrase, language: Language): string {
  return phrase.map((piece) => (typeof piece === 'string' ? piece : isolated(piece, language))).join('');
}
