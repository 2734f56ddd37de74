import { patternsInSources, watchPatternsBeingMade, type Found } from './every-pattern';
import { hostileStrings } from './hostile-strings';

const short = 500;
const long = 8 * short;
const longest = 16 * short;
/** Where the time grows with the square of the length, the longest takes 256 times the short one, where it grows with the length, 16 times. */
const tooMuchMore = 64;
/** What any expression may take for the longer text. A square of its length takes several times as long. */
const quickMs = 0.5;
/** A machine that does something else meanwhile slows some of the rounds, an expression that is slow all of them. */
const rounds = 3;

function millisecondsFor(pattern: RegExp, text: string): number {
  pattern.lastIndex = 0;
  const began = performance.now();
  if (pattern.global) text.replace(pattern, '');
  else pattern.test(text);
  return performance.now() - began;
}

/** The shortest of several: whatever else the machine does only adds to it. */
function leastMilliseconds(pattern: RegExp, text: string): number {
  return Math.min(...Array.from({ length: 2 }, () => millisecondsFor(pattern, text)));
}

function isSlow(pattern: RegExp, text: (length: number) => string): boolean {
  if (millisecondsFor(pattern, text(long)) < quickMs) return false;
  return Array.from({ length: rounds }).every(() => {
    if (leastMilliseconds(pattern, text(long)) < quickMs) return false;
    return leastMilliseconds(pattern, text(longest)) / leastMilliseconds(pattern, text(short)) > tooMuchMore;
  });
}

/** What takes too long, each with a text that does it. */
function slowOnes(found: readonly Found[]): readonly string[] {
  return found.flatMap(({ at, pattern }) => {
    const slow = hostileStrings(pattern).find((text) => isSlow(pattern, text));
    return slow ? [`${at} ${String(pattern)} on ${JSON.stringify(slow(20))}`] : [];
  });
}

const made = watchPatternsBeingMade();

describe('the time that an expression takes grows with the text, not with its square', () => {
  const sources = patternsInSources();

  it('for every one that is written in the sources', () => {
    expect(sources.written.length).toBeGreaterThan(200);
    expect(slowOnes(sources.written)).toEqual([]);
  });

  it('for every one that is put together', async () => {
    const { shownDomain } = await import('../../shared/domain/shown-domains');
    const { withoutUseless } = await import('../../shared/domain/folding');
    const { PhoneNumber } = await import('../../shared/domain/phone-numbers');
    await import('../../shared/domain/unverified-text');
    await import('../../shared/spreadsheets/xlsx-sheet');
    for (const domain of ['xn--4dbrk0ce.example', 'xn--80ak6aa92e.com', 'xn--e1awd7f.com']) shownDomain(domain);
    withoutUseless('a\u200db');
    PhoneNumber.parse('+972 3 555 0100 ext. 7');
    expect([...new Set(made.map(({ at }) => at))].sort()).toEqual([...sources.made].sort());
    expect(slowOnes(made)).toEqual([]);
  });

  it.each(['a+$', '(?:a|b)*c|\\s+$', '\\w+@\\w+', 'x.*y.*z', 'relay\\b[^.]*denied'])('not so for %s', (source) => {
    const pattern = new RegExp(source, 'giu');
    expect(hostileStrings(pattern).some((text) => isSlow(pattern, text))).toBe(true);
  });
});
