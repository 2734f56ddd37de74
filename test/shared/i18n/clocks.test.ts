import { languages } from '../../../shared/domain/text';
import { clockTables } from '../../../shared/i18n/clock-tables';
import { clockFrom } from '../../../shared/i18n/clocks';
import { locales, momentFormat } from '../../../shared/i18n/locales';

const from = Date.UTC(2026);
const until = Date.UTC(2029);
const clocks = clockTables(2026, 2029);
const zones = Object.keys(clocks.zones);
const minute = 60_000;

const inHebrew = { language: 'he', timeZone: 'Asia/Jerusalem', edition: clocks.edition } as const;
const summer = Date.parse('2026-07-01T12:34:56.789Z');

describe.each(languages)('clocks that are known when Kesher is built, told in %s', (language) => {
  it.each(zones)('show in %s what ICU tells', (timeZone) => {
    const clock = clockFrom(clocks, { ...inHebrew, language, timeZone });
    const icu = new Intl.DateTimeFormat(locales[language], momentFormat(timeZone));
    const edges = (clocks.zones[timeZone]?.ahead ?? []).flatMap(([begin, end]) => [begin, end - 1]);
    // Neither a whole number of days nor of hours, so that every hour and day of the month has its turn.
    const others = Array.from({ length: 500 }, (_, index) => from + index * 3_100 * minute + index);
    const told = [...edges, ...others].map((moment) => [clock(moment), icu.format(moment)]);
    const known = told.filter(([shown]) => shown !== undefined);
    expect(known.map(([shown]) => shown)).toEqual(known.map(([, expected]) => expected));
    // Two changes a year at most, but for Morocco, which leaves its hour for Ramadan.
    expect(known.length / told.length).toBeGreaterThan(0.98);
  });
});

describe('clocks that are known when Kesher is built', () => {
  it('are those of nearly all countries that have one of their own', () => {
    expect(zones.length).toBeGreaterThanOrEqual(50);
    expect(zones).toEqual(expect.arrayContaining(['UTC', 'Asia/Jerusalem', 'Asia/Shanghai', 'Europe/London']));
  });

  it('leave to ICU what they were not asked for', () => {
    const clock = clockFrom(clocks, inHebrew);
    expect([from - 1, until, Number.NaN].map(clock)).toEqual([undefined, undefined, undefined]);
    expect(clockFrom(clocks, { ...inHebrew, timeZone: 'America/Lima' })(summer)).toBeUndefined();
    expect(clockFrom(undefined, inHebrew)(summer)).toBeUndefined();
  });

  it('leave to ICU the hour that comes twice, and a day around it', () => {
    const lastHourOfSummer = Date.parse('2026-10-24T22:30:00.000Z');
    expect(
      [0, 25 * 60, 50 * 60].map((later) => clockFrom(clocks, inHebrew)(lastHourOfSummer - later * minute)),
    ).toEqual([undefined, '24 באוקטובר 2026 בשעה 00:30 שעון ישראל', '22 באוקטובר 2026 בשעה 23:30 שעון ישראל']);
  });

  it('give way to an ICU that knows of later changes, or does not say', () => {
    const toldWith = (edition: string | undefined) => clockFrom(clocks, { ...inHebrew, edition })(summer);
    expect(toldWith(clocks.edition)).toBe('1 ביולי 2026 בשעה 15:34 שעון ישראל');
    expect(toldWith('2025a')).toBe('1 ביולי 2026 בשעה 15:34 שעון ישראל');
    expect(toldWith('2099a')).toBeUndefined();
    expect(toldWith(undefined)).toBeUndefined();
  });
});
