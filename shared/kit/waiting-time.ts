/** When something may be tried again, in words. */
import type { Texts } from '../i18n/texts';

/** Rounded up to minutes: nobody is sent back too early. */
export function waitingTime(texts: Texts, retryAfterSeconds: number): string {
  return texts.say('refusal.nextIn', { count: Math.max(1, Math.ceil(retryAfterSeconds / 60)) });
}
