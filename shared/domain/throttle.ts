/** How often codes were asked for one subject lately: by the address that was typed, the mailbox they go to, at one partner or at all of them, or the access page they open; and how often notes were left. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { secondsKept } from '../catalogue/records';
import { documentId, documentOf } from './document';
import { refuse, type Refused } from './refusal';

/** Each code by the moment it was asked for, with more behind it where moments alone could be alike. */
export const CodeThrottle = documentOf('code-throttle', {
  askedAt: z.array(z.string()),
  /** What was sent from pages with this address lately, as a salted hash, and the redemption that it made. */
  answers: z.array(z.object({ answer: z.string(), redemptionId: z.string(), at: z.string() })).optional(),
  /** Of the mails about an offer: the notes that came without one since the last. */
  unmailed: z.int().optional(),
});
export type CodeThrottle = z.infer<typeof CodeThrottle>;

/** The document id of a throttle; `subject` is a hash or a customer's id, so that no address stands in an id. Those `Everywhere` lie in the partition of the deployment. */
export function throttleKey(
  by:
    | 'typed'
    | 'mailbox'
    | 'typedEverywhere'
    | 'mailboxEverywhere'
    | 'access'
    | 'desk'
    | 'deskNotes'
    | 'offerNotes'
    | 'addressNotes'
    | 'noteMails'
    | 'allowedAgain'
    | 'administrator'
    | 'productKeys'
    | 'productKeyPreviews',
  subject: string,
): string {
  return documentId('throttle', by, subject);
}

const day = 86_400_000;

const momentOf = (entry: string): string => entry.slice(0, '2026-01-31T00:00:00.000Z'.length);

/** How long a throttle is kept after its last code. */
const throttleSeconds = secondsKept('code-throttle');

function lately(throttle: CodeThrottle | undefined, now: Date, milliseconds: number): readonly string[] {
  const since = new Date(now.getTime() - milliseconds).toISOString();
  return (throttle?.askedAt ?? []).filter((at) => momentOf(at) > since);
}

const tooManyForAddress = 'Too many codes were asked for this address.';

/** Refuses a code beyond the limits of its subject, and says when the next one may be asked for. */
export function tooManyCodes(throttle: CodeThrottle | undefined, now: Date): Refused | undefined {
  const { perAddress, perAddressAndDay } = limits.confirmationCode;
  return beyond(throttle, now, tooManyForAddress, [
    { most: perAddress.codes, minutes: perAddress.minutes },
    { most: perAddressAndDay, minutes: day / 60_000 },
  ]);
}

/** Refuses a code beyond what a mailbox is mailed by all partners together; in the same words, whichever limit it is. */
export function tooManyCodesEverywhere(throttle: CodeThrottle | undefined, now: Date): Refused | undefined {
  const { codes, minutes, perDay } = limits.confirmationCode.everywhere;
  return beyond(throttle, now, tooManyForAddress, [
    { most: codes, minutes },
    { most: perDay, minutes: day / 60_000 },
  ]);
}

/** Refuses a note beyond the limit of its kind: those of one address, those without an address, or those that are mailed. */
export function tooManyNotes(kind: NoteLimit, throttle: CodeThrottle | undefined, now: Date): Refused | undefined {
  const { notes, minutes } = noteLimits[kind];
  return beyond(throttle, now, noteDetails[kind], [{ most: notes, minutes }]);
}

export type NoteLimit = 'perAddress' | 'withoutAddress' | 'mailed' | 'atDesk' | 'allowedAgain';

const noteLimits = {
  ...limits.note,
  atDesk: limits.serviceRequest.unproved,
  allowedAgain: limits.mailing.allowedAgain,
};

const noteDetails = {
  perAddress: 'Too many notes about this offer were left with this address.',
  withoutAddress: 'Too many notes about this offer were left without an address.',
  mailed: 'Too many notes about this offer were mailed.',
  allowedAgain: 'Offers and reminders were allowed again too often today.',
  atDesk: 'Too many answers to this service request were left without the code of its desk.',
} as const satisfies Record<NoteLimit, string>;

/** The throttle after one more note of its kind, which knows no more than its limit looks at. */
export function countNote(
  kind: NoteLimit,
  id: string,
  partnerId: string,
  throttle: CodeThrottle | undefined,
  now: Date,
): CodeThrottle {
  return throttleOf(id, partnerId, [...lately(throttle, now, noteLimits[kind].minutes * 60_000), now.toISOString()]);
}

/** What product keys were tried for: to be used, or to see what they would do. */
export type KeyTrial = 'guesses' | 'previews';

/** Refuses more product keys of a user who tried too many that were malformed or known to nobody. */
export function tooManyKeyGuesses(
  throttle: CodeThrottle | undefined,
  now: Date,
  trial: KeyTrial = 'guesses',
): Refused | undefined {
  const { keys, minutes } = limits.productKey[trial];
  return beyond(throttle, now, 'Too many product keys were tried that are none, or are not loaded here.', [
    { most: keys, minutes },
  ]);
}

/** The throttle of a user after so many more of those keys. */
export function countKeyGuesses(
  id: string,
  partnerId: string,
  throttle: CodeThrottle | undefined,
  guesses: number,
  now: Date,
  trial: KeyTrial = 'guesses',
): CodeThrottle {
  const { keys, minutes } = limits.productKey[trial];
  const added = Array.from({ length: Math.min(guesses, keys) }, () => now.toISOString());
  return throttleOf(id, partnerId, [...lately(throttle, now, minutes * 60_000), ...added].slice(-keys));
}

function throttleOf(id: string, partnerId: string, askedAt: string[]): CodeThrottle {
  return { id, partnerId, type: 'code-throttle', schemaVersion: 1, ttl: throttleSeconds, askedAt };
}

function beyond(
  throttle: CodeThrottle | undefined,
  now: Date,
  detail: string,
  windows: readonly { readonly most: number; readonly minutes: number }[],
): Refused | undefined {
  const waits = windows.flatMap(({ most, minutes }) => {
    const length = minutes * 60_000;
    const within = lately(throttle, now, length);
    return within.length < most ? [] : Date.parse(momentOf(within.at(-most) ?? '')) + length - now.getTime();
  });
  if (waits.length === 0) return undefined;
  return refuse('too-many-attempts', {
    detail,
    retryAfterSeconds: Math.max(1, Math.ceil(Math.max(...waits) / 1000)),
  });
}

/** Refuses a code so soon after the one before. */
export function askedTooSoon(askedAt: string | undefined, now: Date): Refused | undefined {
  if (askedAt === undefined) return undefined;
  const wait = limits.confirmationCode.resendAfterSeconds - (now.getTime() - Date.parse(askedAt)) / 1000;
  if (wait <= 0) return undefined;
  return refuse('too-many-attempts', {
    detail: 'A code was mailed less than a minute ago.',
    retryAfterSeconds: Math.ceil(wait),
  });
}

/** The throttle after one more code. */
export function countCode(
  id: string,
  partnerId: string,
  throttle: CodeThrottle | undefined,
  now: Date,
  entry = now.toISOString(),
): CodeThrottle {
  const answers = answersLately(throttle, now);
  return {
    ...throttleOf(id, partnerId, [...lately(throttle, now, day), entry]),
    ...(answers.length > 0 ? { answers: [...answers] } : {}),
  };
}

type Answers = NonNullable<CodeThrottle['answers']>;

function answersLately(throttle: CodeThrottle | undefined, now: Date): Answers {
  const since = new Date(now.getTime() - day).toISOString();
  return (throttle?.answers ?? []).filter(({ at }) => at > since);
}

/** The redemption that the same answer made within the last day. */
export function answeredWith(throttle: CodeThrottle | undefined, answer: string, now: Date): string | undefined {
  return answersLately(throttle, now).find((earlier) => earlier.answer === answer)?.redemptionId;
}

/** The throttle that knows which redemption this answer made; an older one of the same answer is forgotten. */
export function rememberAnswer(
  throttle: CodeThrottle,
  { answer, redemptionId, now }: { readonly answer: string; readonly redemptionId: string; readonly now: Date },
): CodeThrottle {
  const others = answersLately(throttle, now).filter((earlier) => earlier.answer !== answer);
  return { ...throttle, answers: [...others, { answer, redemptionId, at: now.toISOString() }] };
}
