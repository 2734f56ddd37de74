import {
  answeredWith,
  askedTooSoon,
  countCode,
  countKeyGuesses,
  countNote,
  rememberAnswer,
  tooManyCodes,
  tooManyCodesEverywhere,
  tooManyKeyGuesses,
  tooManyNotes,
  type CodeThrottle,
} from '../../../shared/domain/throttle';
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

const day = 86_400;

describe('a throttle of one mailbox at all partners', () => {
  it('lets fifteen codes in ten minutes, and says when the next one may be asked for', () => {
    const every = (count: number) => counted(...Array.from({ length: count }, (_, index) => index));
    expect(tooManyCodesEverywhere(every(14), after(20))).toBeUndefined();
    expect(tooManyCodesEverywhere(every(15), after(20))).toMatchObject({ retryAfterSeconds: 580 });
    expect(tooManyCodesEverywhere(every(15), after(600))).toBeUndefined();
  });

  it('lets sixty a day', () => {
    const slow = Array.from({ length: 60 }, (_, index) => index * 300);
    expect(tooManyCodesEverywhere(counted(...slow.slice(1)), after(18_000))).toBeUndefined();
    expect(tooManyCodesEverywhere(counted(...slow), after(18_000))).toMatchObject({ retryAfterSeconds: day - 18_000 });
  });
});

it('lets the next code be mailed after a minute', () => {
  expect(askedTooSoon(undefined, after(0))).toBeUndefined();
  expect(askedTooSoon(after(0).toISOString(), after(59.5))).toMatchObject({ retryAfterSeconds: 1 });
  expect(askedTooSoon(after(0).toISOString(), after(60))).toBeUndefined();
});

describe('a throttle of notes', () => {
  const left = (kind: Parameters<typeof countNote>[0], ...seconds: readonly number[]) =>
    seconds.reduce<CodeThrottle | undefined>(
      (throttle, second) => countNote(kind, 'throttle:note', 'p', throttle, after(second)),
      undefined,
    );

  it('lets three a day be left with one address', () => {
    expect(tooManyNotes('perAddress', left('perAddress', 0, 1), after(2))).toBeUndefined();
    expect(tooManyNotes('perAddress', left('perAddress', 0, 1, 2), after(3))).toMatchObject({
      refusal: 'too-many-attempts',
      retryAfterSeconds: day - 3,
    });
    expect(tooManyNotes('perAddress', left('perAddress', 0, 1, 2), after(day))).toBeUndefined();
  });

  it('lets ten an hour be left at a desk, and remembers no longer', () => {
    const ten = Array.from({ length: 10 }, (_, index) => index);
    expect(tooManyNotes('atDesk', left('atDesk', ...ten), after(10))).toMatchObject({ retryAfterSeconds: 3590 });
    expect(left('atDesk', ...ten, 3609)?.askedAt).toEqual([after(3609).toISOString()]);
  });
});

it('counts product keys that are none, and no more than it lets', () => {
  const tried = (count: number, before?: CodeThrottle, second = 0) =>
    countKeyGuesses('throttle:keys', 'p', before, count, after(second));
  const most = tried(1000).askedAt.length;
  expect(tooManyKeyGuesses(tried(most - 1), after(1))).toBeUndefined();
  expect(tooManyKeyGuesses(tried(most), after(1))).toMatchObject({ refusal: 'too-many-attempts' });
  expect(tried(1, tried(most), 5).askedAt).toHaveLength(most);
  expect(tried(1, tried(most), 5).askedAt.at(-1)).toBe(after(5).toISOString());
  expect(tried(1, tried(most), day).askedAt).toEqual([after(day).toISOString()]);
});

it('knows for a day which redemption an answer made, the newest of the same', () => {
  const one = rememberAnswer(countCode('t', 'p', undefined, after(0)), {
    answer: 'a',
    redemptionId: 'r1',
    now: after(0),
  });
  const two = rememberAnswer(one, { answer: 'b', redemptionId: 'r2', now: after(10) });
  expect([
    answeredWith(two, 'a', after(20)),
    answeredWith(two, 'b', after(20)),
    answeredWith(two, 'c', after(20)),
  ]).toEqual(['r1', 'r2', undefined]);
  expect(answeredWith(undefined, 'a', after(20))).toBeUndefined();
  expect(answeredWith(two, 'a', after(day))).toBeUndefined();
  expect(answeredWith(rememberAnswer(two, { answer: 'a', redemptionId: 'r3', now: after(30) }), 'a', after(40))).toBe(
    'r3',
  );
  expect(countCode('t', 'p', two, after(40)).answers).toHaveLength(2);
  expect(countCode('t', 'p', two, after(day + 10))).not.toHaveProperty('answers');
});
