/** What several do at the same moment. */
import { contoso, type Answer } from '../../world';
import type { Simulated } from '../simulated';

export interface Race {
  readonly before?: (simulated: Simulated) => Promise<unknown>;
  readonly at: (simulated: Simulated) => readonly (() => Promise<Answer>)[];
  /** Whether the answers, and what there is, tell of one order in which it happened. */
  readonly holds: (answers: readonly Answer[], simulated: Simulated) => unknown;
}

/** How many were done. */
export const ok = (answers: readonly Answer[]): number => answers.filter(({ status }) => status < 400).length;

/** Whatever there is by then. */
export const whatever = { 'if-match': '*' };

/** A company like no other, and Ann who answers for it. */
export const company = (number: number) => ({
  ...contoso,
  companyName: `Company ${number}`,
  primaryDomain: `company-${number}.example`,
  contact: { name: 'Ann', email: `ann@company-${number}.example` },
});

/** So many of the same. */
export const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Codes that are not the right one, and that nobody else tries. */
export const wrongCodes = (right: string, count: number): readonly string[] =>
  times(count, (index) => String((Number(right) + index + 1) % 1_000_000).padStart(6, '0'));

/** Five guesses were looked at, whatever came at the same moment. */
export function fiveOf(answers: readonly Answer[]): void {
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([...times(5, () => 422), ...times(answers.length - 5, () => 429)]);
}

/** Exactly one was done, and the others were told why not. */
export function oneOf(answers: readonly Answer[]): void {
  expect(ok(answers)).toBe(1);
}
