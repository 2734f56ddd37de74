/** As whom ICU formats for the readers of a language. */
import type { Language } from '../domain/text';

/** British English: days before months, hours up to 23. */
export const locales = { he: 'he-IL', en: 'en-GB', 'zh-CN': 'zh-CN' } as const satisfies Record<Language, string>;

/** How a moment is told; UTC has no longer name. */
export function momentFormat(timeZone: string): Intl.DateTimeFormatOptions {
  return {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: timeZone === 'UTC' ? 'short' : 'longGeneric',
  };
}
