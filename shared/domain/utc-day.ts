/** Days as texts, in UTC. */

/** The day of a moment, as 2026-01-31. */
export function utcDay(at: Date | string): string {
  return new Date(at).toISOString().slice(0, '2026-01-31'.length);
}
