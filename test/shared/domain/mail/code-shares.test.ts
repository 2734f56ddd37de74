import * as fc from 'fast-check';
import { limits } from '../../../../shared/catalogue/limits';
import {
  codesInTurn,
  codesThatMayGo,
  reserveOf,
  withCodes,
  withoutCodes,
  type CodeUse,
} from '../../../../shared/domain/mail/code-shares';
import {
  giveBackCodes,
  grant,
  grantCodes,
  MailGovernor,
  newGovernor,
  setAsideSeconds,
  type MailQuota,
} from '../../../../shared/domain/mail/mail-governor';

const noon = new Date('2026-11-22T12:00:00.000Z');
const at = (seconds: number): Date => new Date(noon.getTime() + Math.round(seconds * 1000));
const quota: MailQuota = { perMinute: 30, perHour: 100 };

const code = (partnerId: string, source: string, second = 0) => ({
  partnerId,
  source,
  createdAt: at(second).toISOString(),
});
type Code = ReturnType<typeof code>;
const many = (partnerId: string, source: string, count: number): Code[] =>
  Array.from({ length: count }, (_, second) => code(partnerId, source, second));

const room = (free: number, kept = 0) => ({ quota: 100, free, kept });
const wide = { quota: 1000, free: 1000, kept: 0 };

const anyQuota = fc.record({ perMinute: fc.integer({ min: 1, max: 40 }), perHour: fc.integer({ min: 1, max: 150 }) });
const source = fc.record({ partnerId: fc.constantFrom('a', 'b', 'c'), source: fc.constantFrom('x', 'y', 'z') });
const anyUse = fc.array(
  fc.record({
    partnerId: fc.constantFrom('a', 'b', 'c', 'd'),
    source: fc.constantFrom('x', 'y'),
    second: fc.constant(noon.getTime() / 1000),
    minute: fc.double({ min: 0, max: 30, noNaN: true }),
    hour: fc.double({ min: 0, max: 60, noNaN: true }),
  }),
  { maxLength: 8 },
);

/** Everybody has codes enough; what goes out by the minute. */
function drain(sources: readonly (readonly [string, string])[], minutes: number, ofQuota = quota): readonly Code[][] {
  let state = newGovernor();
  return Array.from({ length: minutes }, (_, minute) => {
    const waiting = sources.flatMap(([partnerId, link]) => many(partnerId, link, 40));
    const after = grantCodes(state, waiting, 1000, at(minute * 60), ofQuota);
    state = after.state;
    return [...after.granted];
  });
}

describe('the shares of codes', () => {
  it('together are never more than the quota, in no window, whoever asks when', () => {
    const request = fc.record({
      codes: fc.array(source, { maxLength: 40 }),
      lists: fc.integer({ min: 0, max: 20 }),
      after: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 900 })),
      unused: fc.constantFrom(0, 0, 1, 3),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 30 }), anyQuota, (requests, ofQuota) => {
        const sends: { readonly second: number; readonly count: number }[] = [];
        let state = newGovernor();
        let second = 0;
        for (const { codes, lists, after, unused } of requests) {
          second += after;
          const asked = grantCodes(
            state,
            codes.map((one) => code(one.partnerId, one.source)),
            40,
            at(second),
            ofQuota,
          );
          const back = asked.granted.slice(0, unused);
          const others = grant(
            giveBackCodes(asked.state, back, at(second), at(second)),
            'lists',
            lists,
            at(second),
            ofQuota,
          );
          state = others.state;
          sends.push({ second, count: asked.granted.length - back.length + others.granted });
          expect(MailGovernor.parse(structuredClone(state))).toEqual(state);
        }
        const most = (seconds: number) =>
          Math.max(
            0,
            ...sends.map(({ second: from }) =>
              sends
                .filter((one) => one.second >= from && one.second < from + seconds)
                .reduce((total, { count }) => total + count, 0),
            ),
          );
        expect(most(60 + limits.mail.grantSeconds)).toBeLessThanOrEqual(ofQuota.perMinute);
        expect(most(3600 + limits.mail.grantSeconds)).toBeLessThanOrEqual(ofQuota.perHour);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['partner', (name: string) => code(name, 'x')],
    ['link of one partner', (name: string) => code('a', name)],
  ])('give no %s more while another one that waits has less', (_what, codeOf) => {
    const names = ['p', 'q', 'r', 's'];
    const used = fc.array(fc.nat({ max: 40 }), { minLength: 4, maxLength: 4 });
    const wanted = fc.array(fc.nat({ max: 30 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(used, wanted, fc.nat({ max: 100 }), fc.nat({ max: 40 }), (counts, waits, free, kept) => {
        const before = names.flatMap((name, index) => Array.from({ length: counts[index] ?? 0 }, () => codeOf(name)));
        const waiting = names.flatMap((name, index) => Array.from({ length: waits[index] ?? 0 }, () => codeOf(name)));
        const windows = { minute: wide, hour: room(free, kept) };
        const granted = codesThatMayGo(withCodes([], before, noon), waiting, 1000, windows, noon);
        const has = (name: string) =>
          [...before, ...granted].filter((one) => JSON.stringify(one) === JSON.stringify(codeOf(name))).length;
        const given = (name: string) =>
          granted.filter((one) => JSON.stringify(one) === JSON.stringify(codeOf(name))).length;
        for (const [more, one] of names.entries())
          for (const [less, other] of names.entries())
            if (more !== less && given(one) > 0 && given(other) < (waits[less] ?? 0))
              expect(has(one) - 1).toBeLessThanOrEqual(has(other));
      }),
    );
  });

  it('keep nobody waiting whose use fits into what is free: what stays unused is less than that, and what is kept', () => {
    fc.assert(
      fc.property(anyUse, fc.integer({ min: 1, max: 100 }), fc.nat({ max: 30 }), (use, free, kept) => {
        const waiting = ['a', 'b', 'c'].flatMap((partner) => ['x', 'y'].flatMap((link) => many(partner, link, 40)));
        const granted = codesThatMayGo(use, waiting, 1000, { minute: wide, hour: room(free, kept) }, noon);
        const left = free - granted.length;
        const after = withCodes(use, granted, noon);
        const usedBy = (partner: string) =>
          after.filter(({ partnerId }) => partnerId === partner).reduce((total, { hour }) => total + hour, 0);
        const least = Math.min(...['a', 'b', 'c'].map(usedBy));
        expect(left < 1 || 2 * least > left - kept).toBe(true);
      }),
    );
  });

  it('let one link alone use three quarters of every hour after the first, and many links of many partners nearly all', () => {
    const alone = drain([['a', 'x']], 300);
    const crowd = drain(
      ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((partner) => [[partner, 'x'] as const, [partner, 'y'] as const]),
      300,
    );
    const inHour = (sent: readonly Code[][], hour: number) => sent.slice(hour * 60, hour * 60 + 60).flat().length;
    expect([0, 1, 2, 3, 4].map((hour) => inHour(alone, hour) >= 75)).toEqual(Array(5).fill(true));
    expect([0, 1, 2, 3, 4].map((hour) => inHour(crowd, hour) >= 85)).toEqual(Array(5).fill(true));
  });

  it.each([1, 2, 3, 5])('starve nobody for ever, even when the service takes only %d an hour', (most) => {
    const sent = drain([['a', 'x']], 600, { perMinute: most, perHour: most });
    expect(sent.slice(300).flat().length).toBeGreaterThanOrEqual(4);
    expect(sent.slice(0, 2).flat().length).toBeGreaterThan(0);
  });

  it.each([
    [1, 100 - reserveOf(100)],
    [2, 100 - reserveOf(100)],
    [5, 100 - reserveOf(100)],
    // So many partners each use little.
    [10, 100],
  ])('leave room when a flood begins in an empty hour, on as many partners as %d', (partners, mostInTheHour) => {
    const sources = Array.from({ length: partners }, (_, number) => [`p${number}`, 'x'] as const);
    const sent = drain(sources, 60);
    const within = (minutes: number) => sent.slice(0, minutes).flat().length;
    expect(within(1)).toBeLessThanOrEqual(quota.perMinute - reserveOf(quota.perMinute));
    // A third of the hour is left after four minutes, and less and less of it until what was sent makes room again.
    expect(within(4)).toBeLessThanOrEqual(100 - 100 / 3);
    expect(within(30)).toBeLessThanOrEqual(100 - 100 / 6);
    expect(within(60)).toBeLessThanOrEqual(mostInTheHour);
  });

  it('let whoever sent nothing lately use what others have to leave', () => {
    const flooded = withCodes([], many('a', 'x', 50), noon);
    const windows = { minute: wide, hour: room(5, 30) };
    expect(codesThatMayGo(flooded, [...many('a', 'x', 9), code('b', 'y', 99)], 9, windows, noon)).toEqual([
      code('b', 'y', 99),
    ]);
    expect(codesThatMayGo(flooded, [code('b', 'y')], 9, { minute: room(0), hour: wide }, noon)).toEqual([]);
  });

  it('take turns: whoever used least comes first, each with its oldest', () => {
    const use = withCodes([], [code('a', 'x'), code('a', 'x'), code('a', 'y'), code('b', 'x')], noon);
    const waiting = [code('a', 'x', 1), code('a', 'y', 2), code('b', 'x', 4), code('b', 'x', 3), code('c', 'z', 9)];
    const inTurn = codesInTurn(use, waiting, { minute: 30, hour: 100 }, noon);
    expect(inTurn.map((one) => `${one.partnerId}${one.source}${one.createdAt.slice(18, 19)}`)).toEqual([
      'cz9',
      'bx3',
      'bx4',
      'ay2',
      'ax1',
    ]);
  });

  it('lose and double nobody', () => {
    fc.assert(
      fc.property(fc.array(source, { maxLength: 30 }), anyUse, (sources, use) => {
        const waiting = sources.map((one, second) => code(one.partnerId, one.source, second));
        const inTurn = codesInTurn(use, waiting, { minute: 30, hour: 100 }, noon);
        expect(new Set(inTurn)).toEqual(new Set(waiting));
        expect(inTurn).toHaveLength(waiting.length);
      }),
    );
  });
});

describe('what was used lately', () => {
  const total = (use: CodeUse, partner: string) =>
    use.filter(({ partnerId }) => partnerId === partner).reduce((sum, { hour }) => sum + hour, 0);

  it('fades: a flood of yesterday is forgotten', () => {
    const use = withCodes([], many('a', 'x', 50), noon);
    expect(total(withCodes(use, [code('a', 'y')], at(600)), 'a')).toBeCloseTo(50 + 1);
    expect(withCodes(use, [code('b', 'y')], at(7200))).toHaveLength(1);
  });

  it('is as before when what was counted is given back, also later', () => {
    const use = withCodes([], many('a', 'x', 3), noon);
    const more = withCodes(use, [code('a', 'x'), code('b', 'y')], at(10));
    const [back] = withoutCodes(more, [code('a', 'x'), code('b', 'y')], at(10), at(40));
    const [plain] = withCodes(use, [code('a', 'x')], at(40));
    expect(back?.hour).toBeCloseTo((plain?.hour ?? 0) - 1);
    expect(back?.minute).toBeCloseTo((plain?.minute ?? 0) - 1);
  });

  it('keeps a short memory of the heaviest, and of each partner how much it was in all', () => {
    const links = Array.from({ length: 300 }, (_, number) => code('a', `link-${number}`));
    const partners = Array.from({ length: 300 }, (_, number) => code(`p${number}`, 'x'));
    const use = withCodes([], [...many('b', 'x', 5), ...links, ...partners], noon);
    expect(use.length).toBeLessThanOrEqual(2 * limits.mail.codeShares.sourcesKnown);
    expect(total(use, 'a')).toBeCloseTo(300);
    expect(total(use, 'b')).toBe(5);
  });

  it('does not count when a clock that was wrong wrote it, nor is it missed in documents from before', () => {
    const ahead: MailGovernor = { ...newGovernor(), codeUse: withCodes([], many('a', 'x', 90), at(86_400)) };
    expect(grantCodes(ahead, many('a', 'x', 5), 5, noon, quota).granted).toHaveLength(5);
    const { codeUse: _none, ...before } = { ...newGovernor(), codeUse: [] };
    const read = MailGovernor.parse(before);
    expect(grantCodes(read, many('a', 'x', 5), 5, noon, quota).granted).toHaveLength(5);
  });
});

describe('the other lanes', () => {
  it('leave what is kept for codes of those who used little, however much the others used', () => {
    let state = grant(newGovernor(), 'codes', 80, noon, { perMinute: 1000, perHour: 100 }).state;
    state = grant(state, 'lists', 50, at(70), { perMinute: 1000, perHour: 100 }).state;
    expect(grantCodes(state, many('b', 'x', 9), 9, at(71), { perMinute: 1000, perHour: 100 }).granted).not.toEqual([]);
  });
});

describe('how long a code leaves the queue to others', () => {
  it.each([
    [0, 0],
    [29, 0],
    [30, 50],
    [60, 110],
    [99, 170],
    [100, 890],
    [5000, 890],
  ])('at place %d for %d seconds', (place, seconds) => {
    expect(setAsideSeconds(place, quota)).toBe(seconds);
  });

  it('is nothing for the first, however small the quota, and something for those behind many, however large', () => {
    expect(setAsideSeconds(0, { perMinute: 1, perHour: 1 })).toBe(0);
    expect(setAsideSeconds(500, { perMinute: 100_000, perHour: 1_000_000 })).toBe(50);
  });
});
