/** How many wrong codes a day may be tried for one customer, over all its redemptions, whether or not there is such a customer. */
import * as z from 'zod';
import { secondsKept } from '../../catalogue/records';
import { documentId, documentOf } from '../document';
import { refuse, type Refused } from '../refusal';
import { utcDay } from '../utc-day';

export const GuessBudget = documentOf('guess-budget', {
  /** Guesses that were not right, or are being judged. */
  guesses: z.int(),
  /** The last one, hashed with a key that no document holds: the same one again is no new guess. */
  lastGuess: z.string(),
});
export type GuessBudget = z.infer<typeof GuessBudget>;

/** The document id of what is left of a customer's guesses on this day. */
export function guessBudgetKey(customerId: string, now: Date): string {
  return documentId('guesses', customerId, utcDay(now));
}

/** The budget after the first guess of the day. */
export function firstGuess(partnerId: string, customerId: string, guess: string, now: Date): GuessBudget {
  return {
    id: guessBudgetKey(customerId, now),
    partnerId,
    type: 'guess-budget',
    schemaVersion: 1,
    ttl: secondsKept('guess-budget'),
    guesses: 1,
    lastGuess: guess,
  };
}

/** Says that no more codes are looked at today. */
export function tooManyGuesses(now: Date): Refused {
  const midnight = Date.parse(`${utcDay(now)}T00:00:00.000Z`) + 86_400_000;
  return refuse('too-many-attempts', {
    detail: 'Too many wrong codes were tried today.',
    retryAfterSeconds: Math.ceil((midnight - now.getTime()) / 1000),
  });
}
