import { countCode, tooManyCodes, type CodeThrottle } from '../../../shared/domain/throttle';
import { after } from '../../redemption-samples';

/** A throttle that counted codes at these seconds after noon. */
function counted(...seconds: readonly number[]): CodeThrottle | undefined {
  return seconds.reduce<CodeThrottle | undefined>(
    (throttle, second) => countCode('throttle:typed:x', 'p', throttle, after(second)),
    undefined,
  );
}

const everyFiveMinutes = Array.from({ length: 20 }, (_, index) => index * 300);

describe('a throttle of codes', () => {
  it.each([
    ['none before', counted(), 0, undefined],
    ['four in ten minutes', counted(0, 1, 2, 3), 4, undefined],
    ['five in ten minutes', counted(0, 1, 2, 3, 4), 4, 596],
    ['five, the first nearly ten minutes old', counted(0, 1, 2, 3, 4), 599.999, 1],
    ['five, the first ten minutes old', counted(0, 1, 2, 3, 4), 600, undefined],
    ['twenty in a day', counted(...everyFiveMinutes), 6000, 86_400 - 6000],
    ['twenty, the first a day old', counted(...everyFiveMinutes), 86_400, undefined],
    [
      'five just now and twenty in a day',
      counted(...everyFiveMinutes.slice(0, 15), 6000, 6001, 6002, 6003, 6004),
      6005,
      80_395,
    ],
  ])('with %s', (_what, throttle, second, wait) => {
    expect(tooManyCodes(throttle, after(second))?.retryAfterSeconds).toBe(wait);
  });

  it('keeps no more than a day', () => {
    expect(counted(0, 86_399, 86_400)?.askedAt).toEqual([after(86_399), after(86_400)].map((at) => at.toISOString()));
  });
});
