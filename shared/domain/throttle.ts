/** How often codes were asked for one subject lately: by the address that was typed, the mailbox they go to, or the access page they open; and how often notes were left. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { documentOf } from './document';
import { refuse, type Refused } from './refusal';

/** Each code by the moment it was asked for, with more behind it where moments alone could be alike. */
export const CodeThrottle = documentOf('code-throttle', {
  askedAt: z.array(z.string()),
  /** What was sent from pages with this address lately, as a salted hash, and the redemption that it made. */
  answers: z.array(z.object({ answer: z.string(), redemptionId: z.string(), at: z.string() })).optional(),
});
export type CodeThrottle = z.infer<typeof CodeThrottle>;

/** The document id of a throttle; `subject` is a hash or a customer's id, so that no address stands in an id. */
export function throttleKey(
  by: 'typed' | 'mailbox' | 'access' | 'administrator' | 'claimTries' | 'offerNotes' | 'addressNotes',
  subject: string,
): string {
  return `throttle:${by}:${subject}`;
}

const day = 86_400_000;

const momentOf = (entry: string): string => entry.slice(0, '2026-01-31T00:00:00.000Z'.length);

/** How long a throttle is kept after its last code. */
const throttleSeconds = (limits.retention.throttleDays + 1) * 86_400;

function lately(throttle: CodeThrottle | undefined, now: Date, milliseconds: number): readonly string[] {
  const since = new Date(now.getTime() - milliseconds).toISOString();
  return (throttle?.askedAt ?? []).filter((at) => momentOf(at) > since);
}

/** Refuses a code beyond the limits of its subject, and says when the next one may be asked for. */
export function tooManyCodes(throttle: CodeThrottle | undefined, now: Date): Refused | undefined {
  const { perAddress, perAddressAndDay } = limits.confirmationCode;
  return beyond(throttle, now, 'Too many codes were asked for this address.', [
    { most: perAddress.codes, minutes: perAddress.minutes },
    { most: perAddressAndDay, minutes: day / 60_000 },
  ]);
}

/** Refuses a note beyond the limits of an offer, or of the address that its writer gave. */
export function tooManyNotes(
  subject: 'offer' | 'address',
  throttle: CodeThrottle | undefined,
  now: Date,
): Refused | undefined {
  const { notes, minutes } = subject === 'offer' ? limits.note.perOffer : limits.note.perAddress;
  return beyond(throttle, now, `Too many notes were left for this ${subject}.`, [{ most: notes, minutes }]);
}

/** Refuses a code that proves a mailbox, beyond what may be tried for one customer in a day, whoever tries. */
export function tooManyClaimTries(throttle: CodeThrottle | undefined, now: Date): Refused | undefined {
  const most = limits.administratorClaim.triesPerCustomerAndDay;
  return beyond(throttle, now, 'Too many codes were tried for this domain today.', [{ most, minutes: day / 60_000 }]);
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

/** The throttle after one more code, or note. */
export function countCode(
  id: string,
  partnerId: string,
  throttle: CodeThrottle | undefined,
  now: Date,
  entry = now.toISOString(),
): CodeThrottle {
  const answers = answersLately(throttle, now);
  return {
    id,
    partnerId,
    type: 'code-throttle',
    schemaVersion: 1,
    ttl: throttleSeconds,
    askedAt: [...lately(throttle, now, day), entry],
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
