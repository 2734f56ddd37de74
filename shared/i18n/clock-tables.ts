/** Asks ICU, when Kesher is built, what clocks show in the time zones of whole countries; no part of what is deployed. */
import { languages, type Language } from '../domain/text';
import { clockFrom, type Ahead, type KnownClocks } from './clocks';
import { locales, momentFormat } from './locales';
import { zonesOfCountries } from './time-zones';

const minute = 60_000;
const day = 86_400_000;
/** No clock is changed twice within a week. */
const step = 7 * day;

/** What clocks show in these years, the last not among them. A zone that is told otherwise in any week, as its name changes with the season, is left to ICU. */
export function clockTables(firstYear: number, lastYear: number): KnownClocks {
  const from = Date.UTC(firstYear);
  const until = Date.UTC(lastYear);
  const clocks: KnownClocks = {
    edition: process.versions['tz'] ?? '',
    told: inEach((language) => ({
      pattern: partsOf(language, 'UTC', from)
        .map(({ type, value }) => (type === 'literal' ? value : `{${type}}`))
        .join(''),
      months: Array.from({ length: 12 }, (_, month) => partOf(language, 'UTC', Date.UTC(firstYear, month), 'month')),
    })),
    zones: Object.fromEntries(
      zonesOfCountries.map((timeZone) => [
        timeZone,
        {
          names: inEach((language) => partOf(language, timeZone, from, 'timeZoneName')),
          ahead: aheadIn(timeZone, from, until),
        },
      ]),
    ),
  };
  const zones = Object.entries(clocks.zones).filter(([timeZone]) =>
    languages.every((language) => isTold(clocks, { language, timeZone, from, until })),
  );
  return { ...clocks, zones: Object.fromEntries(zones) };
}

function isTold(
  clocks: KnownClocks,
  { language, timeZone, from, until }: { language: Language; timeZone: string; from: number; until: number },
): boolean {
  const clock = clockFrom(clocks, { language, timeZone, edition: clocks.edition });
  const icu = new Intl.DateTimeFormat(locales[language], momentFormat(timeZone));
  for (let moment = from; moment < until; moment += step)
    if ((clock(moment) ?? icu.format(moment)) !== icu.format(moment)) return false;
  return true;
}

/** The zone's distances from UTC, but for a day before and after each change: of an hour that comes twice ICU says which it is. */
function aheadIn(timeZone: string, from: number, until: number): readonly Ahead[] {
  const minutesAhead = distanceIn(timeZone);
  const changes: number[] = [];
  for (let before = from; before < until; before += step) {
    let [same, other] = [before, Math.min(before + step, until)];
    if (minutesAhead(other) === minutesAhead(same)) continue;
    const minutes = minutesAhead(same);
    while (other - same > minute) {
      const between = same + Math.floor((other - same) / 2 / minute) * minute;
      if (minutesAhead(between) === minutes) same = between;
      else other = between;
    }
    changes.push(other);
  }
  const begins = [from, ...changes.map((change) => change + day)];
  const ends = [...changes.map((change) => change - day), until];
  return begins.map((begin, index) => [begin, ends[index] ?? until, minutesAhead(begin)]);
}

function distanceIn(timeZone: string): (moment: number) => number {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (moment) => {
    const parts = new Map(clock.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const [year = 0, month = 1, day, hour, minutes] = (['year', 'month', 'day', 'hour', 'minute'] as const).map(
      (type) => parts.get(type),
    );
    return (Date.UTC(year, month - 1, day, hour, minutes) - moment) / minute;
  };
}

function partsOf(language: Language, timeZone: string, moment: number): readonly Intl.DateTimeFormatPart[] {
  return new Intl.DateTimeFormat(locales[language], momentFormat(timeZone)).formatToParts(moment);
}

function partOf(language: Language, timeZone: string, moment: number, part: 'month' | 'timeZoneName'): string {
  return partsOf(language, timeZone, moment).find(({ type }) => type === part)?.value ?? '';
}

const inEach = <T>(work: (language: Language) => T): Readonly<Record<Language, T>> =>
  Object.fromEntries(languages.map((language) => [language, work(language)])) as Record<Language, T>;
