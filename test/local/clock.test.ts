import { LocalClock, millisecondsOf } from '../../local/clock';
import { memoryOf } from './host/registered-app';

const real = { now: () => new Date('2026-03-01T12:00:00.000Z') };

describe('durations that the clock can be put forward by', () => {
  it.each([
    ['P31D', 31 * 86_400_000],
    ['P1W', 7 * 86_400_000],
    ['PT90M', 90 * 60_000],
    ['P1DT2H3M4S', 93_784_000],
    ['PT0.5S', 500],
  ])('%s', (duration, milliseconds) => {
    expect(millisecondsOf(duration)).toBe(milliseconds);
  });

  it.each(['P1M', 'P1Y', '-P1D', 'P-1D', 'P0D', 'PT0S', 'P', 'PT', '', 'one day', '31', 'P1DT', 'p1d', ' P1D', 'P1D '])(
    'not %j, which is no length of days and shorter',
    (duration) => {
      expect(millisecondsOf(duration)).toBeUndefined();
    },
  );
});

describe('the local clock', () => {
  it('shows real time until it is put forward', () => {
    const clock = new LocalClock(memoryOf(), real);
    expect(clock.now()).toEqual(real.now());
    expect(clock.advance('P31D')).toEqual(new Date('2026-04-01T12:00:00.000Z'));
    expect(clock.now()).toEqual(new Date('2026-04-01T12:00:00.000Z'));
  });

  it('stays ahead after a restart', () => {
    const memory = memoryOf();
    new LocalClock(memory, real).advance('P1D');
    const restarted = new LocalClock(memory, real);
    restarted.advance('PT1H');
    expect(new LocalClock(memory, real).now()).toEqual(new Date('2026-03-02T13:00:00.000Z'));
  });

  it('refuses to leave the calendar', () => {
    const clock = new LocalClock(memoryOf(), real);
    expect(clock.advance('P99999999999D')).toBeUndefined();
    expect(clock.now()).toEqual(real.now());
  });
});
