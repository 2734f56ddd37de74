/** The number of a service request: nine digits that people say in three groups, of which the last tells a digit that was misheard and two that changed places. */
import { foldNumber } from '../folding';

/** Damm's: of a quasigroup of order ten without any pair that commutes, so that no single error and no swap of neighbours goes unseen. */
const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
] as const;

const nineDigits = /^[1-9]\d{8}$/u;

/** The digit that belongs behind these; behind a whole number it is 0. */
function checkDigit(digits: string): number {
  return Array.from(digits).reduce<number>((interim, digit) => damm[interim]?.[Number(digit)] ?? 0, 0);
}

/** The number that follows from bits that nobody can guess, in hexadecimal: it tells nothing of how many there are. The first digit is no 0, which programs drop. */
export function requestNumber(drawn: string): string {
  const digits = (10_000_000n + (BigInt(`0x${drawn}`) % 90_000_000n)).toString();
  return `${digits}${checkDigit(digits)}`;
}

/** As it is shown and said: three groups of three. */
export function spokenNumber(number: string): string {
  return number.replace(/^(\d{3})(\d{3})(\d{3})$/u, '$1-$2-$3');
}

/** What was typed, where it is such a number: spaces, dashes, dots, direction marks and the script of its digits do not count. */
export function typedNumber(typed: string): { readonly number: string; readonly fits: boolean } | undefined {
  const number = foldNumber(typed).replace(/[\s.\-–#]/gu, '');
  return nineDigits.test(number) ? { number, fits: checkDigit(number) === 0 } : undefined;
}

/** Whether this is a number that can have been given out. */
export function isRequestNumber(number: string): boolean {
  return nineDigits.test(number) && checkDigit(number) === 0;
}
