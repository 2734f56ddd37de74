import * as fc from 'fast-check';
import { limits } from '../../../../shared/catalogue/limits';
import { lanes, type Lane } from '../../../../shared/domain/mail/mail';
import {
  afterGrant,
  allowance,
  block,
  finishedAt,
  turnSeconds,
  giveBack,
  grant,
  inTurns,
  MailGovernor,
  newGovernor,
  served,
  type MailQuota,
} from '../../../../shared/domain/mail/mail-governor';

const noon = new Date('2026-11-22T12:00:00.000Z');
const at = (seconds: number): Date => new Date(noon.getTime() + Math.round(seconds * 1000));
const quota: MailQuota = { perMinute: 30, perHour: 100 };
const share = (limit: number): number => Math.max(1, Math.floor(limit * (1 - limits.mail.shareKeptForCodes)));

interface Sends {
  readonly lane: Lane;
  readonly at: number;
  readonly count: number;
}

const lane = fc.constantFrom(...lanes);
const request = fc.record({
  lane,
  wanted: fc.integer({ min: 0, max: 40 }),
  afterMilliseconds: fc.oneof(
    fc.integer({ min: 0, max: 3_000 }),
    fc.integer({ min: 50_000, max: 70_000 }),
    fc.integer({ min: 0, max: 900_000 }),
  ),
  unusedShare: fc.constantFrom(0, 0, 0.5, 1),
});
const anyQuota = fc.record({ perMinute: fc.integer({ min: 1, max: 40 }), perHour: fc.integer({ min: 1, max: 150 }) });

/** Plays the requests one after the other; what is not used is given back 1 s later. */
function play(
  requests: readonly { lane: Lane; wanted: number; afterMilliseconds: number; unusedShare: number }[],
  ofQuota: MailQuota,
  sees: (state: MailGovernor, now: number, sends: readonly Sends[]) => void = () => undefined,
): Sends[] {
  let state = newGovernor();
  let now = noon.getTime();
  const sends: Sends[] = [];
  for (const { lane: from, wanted, afterMilliseconds, unusedShare } of requests) {
    now += afterMilliseconds;
    sees(state, now, sends);
    const grantedAt = new Date(now);
    const answer = grant(state, from, wanted, grantedAt, ofQuota);
    const unused = Math.floor(answer.granted * unusedShare);
    if (unused > 0) now += 1000;
    state = giveBack(answer.state, from, unused, grantedAt, new Date(now));
    sends.push({ lane: from, at: grantedAt.getTime(), count: answer.granted - unused });
  }
  return sends;
}

function mostInAnyWindow(sends: readonly Sends[], seconds: number): number {
  return Math.max(
    0,
    ...sends.map(({ at: from }) =>
      sends
        .filter((other) => other.at >= from && other.at < from + seconds * 1000)
        .reduce((total, { count }) => total + count, 0),
    ),
  );
}

describe('the quota of the mail service', () => {
  it('is never exceeded, in no window of 60 seconds or 60 minutes, whoever asks when', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), anyQuota, (requests, ofQuota) => {
        const sends = play(requests, ofQuota);
        expect(mostInAnyWindow(sends, 60 + limits.mail.grantSeconds)).toBeLessThanOrEqual(ofQuota.perMinute);
        expect(mostInAnyWindow(sends, 3600 + limits.mail.grantSeconds)).toBeLessThanOrEqual(ofQuota.perHour);
      }),
    );
  });

  it('leaves at least half of itself to codes: the other lanes together never use more than the rest', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), anyQuota, (requests, ofQuota) => {
        const others = play(requests, ofQuota).filter((sent) => sent.lane !== 'codes');
        expect(mostInAnyWindow(others, 60)).toBeLessThanOrEqual(share(ofQuota.perMinute));
        expect(mostInAnyWindow(others, 3600)).toBeLessThanOrEqual(share(ofQuota.perHour));
      }),
    );
  });

  it('lets codes through as long as it is not used up, even when lists ask first', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 60 }), anyQuota, (requests, ofQuota) => {
        play(requests, ofQuota, (state, now, sends) => {
          // Two buckets and the time a grant may take are the most by which a send counts longer than its window.
          const used = (seconds: number) =>
            sends.filter((sent) => sent.at > now - seconds * 1000).reduce((total, { count }) => total + count, 0);
          const free = Math.min(
            ofQuota.perMinute - used(60 + 1 + limits.mail.grantSeconds),
            ofQuota.perHour - used(3600 + 60 + limits.mail.grantSeconds),
          );
          if (free > 0) expect(allowance(state, 'codes', new Date(now), ofQuota)).toBeGreaterThanOrEqual(free);
        });
      }),
    );
  });

  // Twenty times, five at a time, so that no test takes long.
  it.each([1, 2, 3, 4])('keeps a short memory, however long it runs (%d)', () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 100, maxLength: 300 }), (requests) => {
        play(requests, { perMinute: 1000, perHour: 10_000 }, (state) => {
          expect(state.seconds.length).toBeLessThanOrEqual(60 + 60 + limits.mail.grantSeconds + 2);
          expect(state.minutes.length).toBeLessThanOrEqual(60 + 3);
          expect(MailGovernor.parse(state)).toEqual(state);
        });
      }),
      { numRuns: 5 },
    );
  });

  it('grants a burst what is there, and the rest when the first has left the window', () => {
    const first = grant(newGovernor(), 'lists', 200, noon, quota);
    expect(first.granted).toBe(15);
    expect(grant(first.state, 'lists', 1, at(60), quota).granted).toBe(0);
    expect(grant(first.state, 'lists', 200, at(64), quota).granted).toBe(15);
  });

  it('keeps the hour too', () => {
    const perHour = { perMinute: 1000, perHour: 10 };
    const first = grant(newGovernor(), 'codes', 50, noon, perHour);
    expect(first.granted).toBe(10);
    expect(grant(first.state, 'codes', 1, at(3600), perHour).granted).toBe(0);
    expect(grant(first.state, 'codes', 50, at(3663), perHour).granted).toBe(10);
  });

  it.each([1, 2, 3])('starves no lane for ever, even when the service takes only %d a minute', (perMinute) => {
    expect(allowance(newGovernor(), 'lists', noon, { perMinute, perHour: perMinute })).toBe(1);
    expect(allowance(newGovernor(), 'codes', noon, { perMinute, perHour: perMinute })).toBe(perMinute);
  });

  it('makes room for what was granted and not used', () => {
    const first = grant(newGovernor(), 'receipts', 15, noon, quota);
    const later = giveBack(first.state, 'receipts', 5, noon, at(3));
    expect(allowance(later, 'lists', at(3), quota)).toBe(5);
    expect(allowance(giveBack(later, 'receipts', 99, noon, at(3)), 'lists', at(3), quota)).toBe(15);
  });

  it('changes nothing when nothing is granted', () => {
    const full = grant(newGovernor(), 'codes', 30, noon, quota).state;
    expect(grant(full, 'codes', 1, at(1), quota)).toEqual({ state: full, granted: 0 });
    expect(grant(full, 'codes', 0, at(100), quota)).toEqual({ state: full, granted: 0 });
  });
});

describe('a pause that the mail service asks for', () => {
  it('stops every lane until it is over', () => {
    const state = block(newGovernor(), at(90), noon);
    expect(lanes.map((any) => allowance(state, any, at(89.999), quota))).toEqual([0, 0, 0, 0]);
    expect(allowance(state, 'codes', at(90), quota)).toBe(30);
  });

  it('is never shortened by a later, shorter one', () => {
    expect(allowance(block(block(newGovernor(), at(90), noon), at(10), at(1)), 'codes', at(50), quota)).toBe(0);
  });
});

describe('a fault of ours', () => {
  const outcome = { tried: false, accepted: false, undecided: false } as const;
  const met = (state: MailGovernor, seconds: number, tried = true) =>
    afterGrant(state, { ...outcome, tried, fault: 'relaying-denied' }, at(seconds));
  const begun = met(newGovernor(), 0, false);

  it('lets one mail be tried in a while, by one sender, and the next one later and later', () => {
    const waits: number[] = [];
    let state = begun;
    let second = 0;
    for (let time = 0; time < 7; time += 1) {
      const { first, next } = {
        first: second,
        next: Date.parse(state.fault?.nextTryAt ?? '') / 1000 - noon.getTime() / 1000,
      };
      waits.push(next - first);
      expect(allowance(state, 'codes', at(next - 0.001), quota)).toBe(0);
      expect(lanes.map((any) => allowance(state, any, at(next), quota))).toEqual([1, 1, 1, 1]);
      const { state: tried, granted } = grant(state, 'lists', 5, at(next), quota);
      expect([granted, grant(tried, 'codes', 5, at(next + limits.mail.leaseSeconds - 1), quota).granted]).toEqual([
        1, 0,
      ]);
      second = next + 2;
      state = met(tried, second);
    }
    expect(waits).toEqual([30, 60, 120, 240, 300, 300, 300]);
  });

  it('is tried by somebody else when whoever tried died', () => {
    const { state } = grant(begun, 'codes', 1, at(30), quota);
    expect(allowance(state, 'lists', at(30 + limits.mail.leaseSeconds), quota)).toBe(1);
  });

  it('ends with the first mail that is taken, and not with one that was granted before it began', () => {
    expect(afterGrant(begun, { ...outcome, tried: true, accepted: true }, at(31))).not.toHaveProperty('fault');
    expect(afterGrant(begun, { ...outcome, tried: false, accepted: true }, at(1))).toEqual(begun);
  });

  it('does not begin with one mail while another one is taken', () => {
    const mixed = { ...outcome, accepted: true, fault: 'sender-refused' } as const;
    expect(afterGrant(newGovernor(), mixed, noon)).toEqual(newGovernor());
  });

  it('stays when a try says nothing about it: at once again after a dead mailbox, in a while when nobody answered', () => {
    const dead = afterGrant(begun, { ...outcome, tried: true }, at(31));
    expect(dead.fault).toEqual({ ...begun.fault, nextTryAt: at(31).toISOString() });
    const silent = afterGrant(begun, { ...outcome, tried: true, undecided: true }, at(31));
    expect(silent.fault).toEqual({ ...begun.fault, nextTryAt: at(61).toISOString() });
  });

  it('is one fault, since its beginning, when two of them take turns', () => {
    const other = afterGrant(begun, { ...outcome, tried: true, fault: 'certificate-name' }, at(31));
    const again = met(other, 100);
    expect(again.fault).toMatchObject({ code: 'relaying-denied', since: noon.toISOString(), met: 3 });
    expect(again.fault?.told).toEqual(['relaying-denied', 'certificate-name']);
  });

  it('does not hold up mail when a clock that was wrong wrote it', () => {
    expect(allowance(met(newGovernor(), 86_400), 'codes', noon, quota)).toBe(1);
  });

  it('is taken to be over at the next try where the end of a list is foretold', () => {
    expect(finishedAt(begun, 3, noon, quota)).toEqual(at(30));
  });
});

describe('a clock that jumps', () => {
  const full = grant(newGovernor(), 'codes', 30, noon, quota).state;

  it('forward: the past is over', () => {
    const state = block(full, at(30), noon);
    expect(allowance(state, 'codes', at(86_400 * 31), quota)).toBe(30);
  });

  it('a little backward: what was sent still counts', () => {
    expect(allowance(full, 'codes', at(-20), quota)).toBe(0);
    expect(allowance(full, 'codes', at(20), quota)).toBe(0);
  });

  it('far backward: mail does not stop until the clock is there again', () => {
    expect(allowance(block(full, at(60), noon), 'codes', at(-86_400), quota)).toBe(30);
  });
});

describe('taking turns', () => {
  const mail = (partnerId: string, number: number) => ({ partnerId, number });
  const names = (mails: readonly { partnerId: string; number: number }[]) =>
    mails.map(({ partnerId, number }) => `${partnerId}${number}`).join(' ');

  it('gives each partner one mail a round, its oldest first', () => {
    const waiting = [mail('b', 1), mail('b', 2), mail('b', 3), mail('a', 1), mail('c', 1), mail('c', 2)];
    expect(names(inTurns(waiting, undefined))).toBe('a1 b1 c1 b2 c2 b3');
  });

  it('begins after the partner that had the last turn, whether or not it has mails', () => {
    const waiting = [mail('a', 1), mail('b', 1), mail('d', 1)];
    expect(names(inTurns(waiting, 'a'))).toBe('b1 d1 a1');
    expect(names(inTurns(waiting, 'c'))).toBe('d1 a1 b1');
    expect(names(inTurns(waiting, 'd'))).toBe('a1 b1 d1');
  });

  it('loses and doubles nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ partnerId: fc.constantFrom('a', 'b', 'c'), number: fc.nat() })),
        fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
        (waiting, last) => {
          expect(names(inTurns(waiting, last)).split(' ').sort()).toEqual(names(waiting).split(' ').sort());
        },
      ),
    );
  });

  it('remembers who had the last turn, lane by lane', () => {
    const state = served(served(newGovernor(), 'lists', 'a'), 'codes', 'b');
    expect(state.lastServed).toEqual({ lists: 'a', codes: 'b' });
  });
});

describe('the pace at which a list is due', () => {
  it.each([
    [0, 0],
    [14, 0],
    [15, 60],
    [49, 180],
    [50, 3600],
    [999, 19 * 3600],
  ])('the mail at place %d after %d seconds', (place, seconds) => {
    expect(turnSeconds(place, quota)).toBe(seconds);
  });
});
