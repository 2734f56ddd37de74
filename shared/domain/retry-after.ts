/** How long a service asks to be left alone. */

/** `Retry-After` as seconds, or as a date that is compared with the service's own clock. */
export function askedToWaitSeconds(retryAfter: string | undefined, date: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d+$/u.test(retryAfter.trim())) return Number(retryAfter);
  const seconds = (Date.parse(retryAfter) - Date.parse(date ?? '')) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}
