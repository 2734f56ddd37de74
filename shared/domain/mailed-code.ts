/** The six digits of a mail, whatever they confirm or open: which of them can be entered, and how a try is judged. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { foldNumber } from './folding';
import { refuse, type Refused } from './refusal';

/** A mailed code as people type or paste it: spaces, dashes, what cannot be seen and the script of its digits do not count. */
export const MailedCode = z
  .string()
  .transform((typed) => foldNumber(typed).replace(/[\s-]/gu, ''))
  .pipe(z.string().regex(/^\d{6}$/u, 'Must be the six digits from the mail.'));

/** What is sent with the code of a mail. */
export const ConfirmationRequest = z.strictObject({ confirmationCode: MailedCode });

/** Which code it is; the code itself is derived and stored nowhere. */
const CodeNumber = z.object({ number: z.int(), keyId: z.string() });
export type CodeNumber = z.infer<typeof CodeNumber>;

/** What is kept of the tries, for all codes together that can be entered. */
export const codeTries = {
  tries: z.int(),
  /** The last code that was tried, hashed with a key that no document holds: the same one again is no new guess. */
  lastGuess: z.string().optional(),
  /** Mailed before the newest and as good, newest first. */
  earlier: z.array(CodeNumber).optional(),
};
/** The same, as it is read. */
export interface CodeTries {
  readonly tries: number;
  readonly lastGuess?: string | undefined;
  readonly earlier?: CodeNumber[] | undefined;
}

const { livesMinutes, triesPerCode, earlierCodes } = limits.confirmationCode;

/** Whether no code can be tried any more until another is mailed. */
export function isUsedUp({ tries }: Pick<CodeTries, 'tries'>): boolean {
  return tries >= triesPerCode;
}

/** What is left of the tries once another code is mailed. The codes before it stay as good as they were, and share its tries; those that are used up, or whose newest has expired, make room for a new start. */
export function triesBeside(before: CodeNumber & CodeTries, mail: CodeMail | undefined, now: Date): CodeTries {
  if (isUsedUp(before) || !mail || hasExpired(mail, now)) return { tries: 0 };
  const { number, keyId, tries, lastGuess, earlier = [] } = before;
  return {
    tries,
    ...(lastGuess === undefined ? {} : { lastGuess }),
    earlier: [{ number, keyId }, ...earlier].slice(0, earlierCodes),
  };
}

/** The code that a guess is to be judged by: the one that it matches, or else the newest. All of them are looked at. */
export function codeGuessed(
  { number, keyId }: CodeNumber,
  { earlier = [] }: Pick<CodeTries, 'earlier'>,
  isRight: (code: CodeNumber) => boolean,
): CodeNumber & { readonly matches: boolean } {
  const newest = { number, keyId };
  const [right] = [newest, ...earlier].filter(isRight);
  return { ...(right ?? newest), matches: right !== undefined };
}

/** What a mail tells of the code that it carries. */
export interface CodeMail {
  readonly attempts: number;
  readonly status: string;
  readonly sentAt?: string | undefined;
  readonly parkedAt?: string | undefined;
}

/** Judges a code that was tried; `matches` compares it with the one derived, `mail` is the one that carries it. One that was held back expires like any other: whether it was is nobody's business. */
export function judgeCode(matches: boolean, mail: CodeMail | undefined, now: Date): Refused | undefined {
  if (hasExpired(mail, now)) return refuse('confirmation-code-expired');
  // A code that never left was never mailed: whoever gives it has guessed.
  const mailed = mail !== undefined && mail.attempts > 0 && mail.status !== 'withheld';
  return matches && mailed ? undefined : refuse('confirmation-code-wrong');
}

/** Whether the ten minutes of a mailed code are over. */
export function hasExpired(mail: CodeMail | undefined, now: Date): boolean {
  const since = mail?.sentAt ?? mail?.parkedAt;
  return since !== undefined && now.getTime() >= Date.parse(since) + livesMinutes * 60_000;
}

/** Whether a form that has something mailed came without its answer, as link scanners send it: then whoever sent it is asked. */
export const SureRequest = z.looseObject({ sure: z.boolean().optional() });
