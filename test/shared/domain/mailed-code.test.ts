import { codeGuessed, hasExpired, isUsedUp, judgeCode, triesBeside } from '../../../shared/domain/mailed-code';
import { askedToWaitSeconds } from '../../../shared/domain/retry-after';
import { after } from '../../redemption-samples';
import { noon } from '../../world';

const mail = { attempts: 1, status: 'sent', sentAt: noon.toISOString() };
const code = (number: number) => ({ number, keyId: `k${number}` });

describe('a mailed code', () => {
  it('is good for ten minutes from when it was sent, or held back', () => {
    for (const since of [mail, { attempts: 1, status: 'withheld', parkedAt: noon.toISOString() }]) {
      expect(hasExpired(since, after(599.999))).toBe(false);
      expect(hasExpired(since, after(600))).toBe(true);
    }
    expect(hasExpired({ attempts: 0, status: 'queued' }, after(600))).toBe(false);
    expect(hasExpired(undefined, after(600))).toBe(false);
  });

  it('is right only if it was mailed', () => {
    expect(judgeCode(true, mail, noon)).toBeUndefined();
    const wrong = { refusal: 'confirmation-code-wrong' };
    expect(judgeCode(false, mail, noon)).toMatchObject(wrong);
    expect(judgeCode(true, undefined, noon)).toMatchObject(wrong);
    expect(judgeCode(true, { ...mail, attempts: 0 }, noon)).toMatchObject(wrong);
    expect(judgeCode(true, { ...mail, status: 'withheld' }, noon)).toMatchObject(wrong);
    expect(judgeCode(true, mail, after(600))).toMatchObject({ refusal: 'confirmation-code-expired' });
  });

  it('is the one that a guess matches, else the newest', () => {
    const guessed = (right: number) =>
      codeGuessed(code(3), { earlier: [code(2), code(1)] }, ({ number }) => number === right);
    expect([3, 1, 9].map(guessed)).toEqual([
      { ...code(3), matches: true },
      { ...code(1), matches: true },
      { ...code(3), matches: false },
    ]);
  });

  it('leaves its tries, and four before it, to the next, unless they are used up or it has expired', () => {
    const before = { ...code(7), tries: 4, lastGuess: 'g', earlier: [6, 5, 4, 3].map(code) };
    expect(triesBeside(before, mail, noon)).toEqual({ tries: 4, lastGuess: 'g', earlier: [7, 6, 5, 4].map(code) });
    expect(triesBeside({ ...code(1), tries: 0 }, mail, noon)).toEqual({ tries: 0, earlier: [code(1)] });
    for (const anew of [
      triesBeside({ ...before, tries: 5 }, mail, noon),
      triesBeside(before, undefined, noon),
      triesBeside(before, mail, after(600)),
    ])
      expect(anew).toEqual({ tries: 0 });
    expect([4, 5].map((tries) => isUsedUp({ tries }))).toEqual([false, true]);
  });
});

it.each([
  ['120', undefined, 120],
  [' 7 ', undefined, 7],
  ['1e3', undefined, undefined],
  [undefined, undefined, undefined],
  ['Mon, 30 Nov 2026 12:00:10 GMT', 'Mon, 30 Nov 2026 12:00:00 GMT', 10],
  ['Mon, 30 Nov 2026 12:00:00 GMT', 'Mon, 30 Nov 2026 12:00:10 GMT', 0],
  ['Mon, 30 Nov 2026 12:00:10 GMT', undefined, undefined],
])('is asked to wait "%s" at %s: %s seconds', (retryAfter, date, seconds) => {
  expect(askedToWaitSeconds(retryAfter, date)).toBe(seconds);
});
