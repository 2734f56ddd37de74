/** When something may be tried again, in words. */
import type { Texts } from '../i18n/texts';

const longestInMinutes = 90;

/** Rounded up to minutes, or to hours where those say more: nobody is sent back too early. */
export function waitingTime(texts: Texts, retryAfterSeconds: number): string {
  const minutes = Math.max(1, Math.ceil(retryAfterSeconds / 60));
  if (minutes <= longestInMinutes) return texts.say('refusal.nextIn', { count: minutes });
  return texts.say('refusal.nextInHours', { count: Math.ceil(minutes / 60) });
}
