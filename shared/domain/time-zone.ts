/** Time zones as people name them. */
import * as z from 'zod';

const form = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/u;
const longest = 64;

/** The name of a time zone in the letters that the IANA database writes it in; undefined for what is none. */
export function toTimeZone(value: string): string | undefined {
  if (value.length > longest || !form.test(value)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions();
    // What some versions of Node.js know by an older name is kept as it was named.
    return timeZone.toLowerCase() === value.toLowerCase() ? timeZone : value;
  } catch {
    return undefined;
  }
}

/** A time zone of the IANA database. */
export const TimeZone = z.string().transform((value, context) => {
  const timeZone = toTimeZone(value.trim());
  if (timeZone !== undefined) return timeZone;
  context.addIssue({ code: 'custom', message: 'Must be a time zone of the IANA database, such as Asia/Jerusalem.' });
  return z.NEVER;
});
