/** Clocks that are read from a table, because ICU takes a tenth of the first page to begin telling moments. */
import type { Language } from '../domain/text';

/** What was asked of ICU for some years. */
export interface KnownClocks {
  /** Which edition of the time zones it knew. */
  readonly edition: string;
  /** How each language tells a moment, with gaps, and what fills the one of the month. */
  readonly told: Readonly<Record<Language, { readonly pattern: string; readonly months: readonly string[] }>>;
  /** What each language calls the zone, and when it is how many minutes ahead of UTC. */
  readonly zones: Readonly<
    Record<string, { readonly names: Readonly<Record<Language, string>>; readonly ahead: readonly Ahead[] }>
  >;
}

/** From a moment until before another. */
export type Ahead = readonly [from: number, until: number, minutes: number];

/** Tells moments as ICU would, and none that it was not asked for; undefined where ICU knows the time zones as they have become since. */
export function clockFrom(
  clocks: KnownClocks | undefined,
  { language, timeZone, edition = '~' }: { language: Language; timeZone: string; edition: string | undefined },
): (moment: number) => string | undefined {
  const zone = clocks?.zones[timeZone];
  if (!clocks || !zone || edition > clocks.edition) return () => undefined;
  const { pattern, months } = clocks.told[language];
  return (moment) => {
    const ahead = zone.ahead.find(([from, until]) => moment >= from && moment < until);
    if (!ahead) return undefined;
    const [, , minutes] = ahead;
    const shown = new Date(moment + minutes * 60_000);
    const filled: Readonly<Record<string, string | undefined>> = {
      day: String(shown.getUTCDate()),
      month: months[shown.getUTCMonth()],
      year: String(shown.getUTCFullYear()),
      hour: String(shown.getUTCHours()).padStart(2, '0'),
      minute: String(shown.getUTCMinutes()).padStart(2, '0'),
      timeZoneName: zone.names[language],
    };
    return pattern.replace(/\{(\w+)\}/gu, (_, name: string) => filled[name] ?? '');
  };
}
