/** A fault of ours, or of the way to the mail service: while it holds, one mail at a time is tried, and the others wait with all their attempts. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { mailFaults, type MailFaultCode } from '../../catalogue/mail-faults';
import { Timestamp } from '../text';

export const MailFault = z.object({
  /** Of `mailFaults`, or one that a newer version knows. */
  code: z.string(),
  since: Timestamp,
  /** How often it was met since. */
  met: z.int(),
  /** The next mail is tried then, alone. */
  nextTryAt: Timestamp,
  /** The codes that were told of since: two that take turns are told of once each. */
  told: z.array(z.string()),
});
export type MailFault = z.infer<typeof MailFault>;

/** How long everybody waits after a fault was met for so many times. */
export function faultPauseSeconds(met: number): number {
  const { firstSeconds, longestSeconds } = limits.mail.fault;
  return Math.min(longestSeconds, firstSeconds * 2 ** Math.max(0, met - 1));
}

/** How long the mail that met the fault waits: a turn longer than the others, so that they are tried before it. */
export function faultTurnSeconds(before: MailFault | undefined): number {
  return faultPauseSeconds((before?.met ?? 0) + 1) + limits.mail.fault.turnSeconds;
}

/** The fault after it was met, again or for the first time. */
export function meetFault(before: MailFault | undefined, code: MailFaultCode, now: Date): MailFault {
  const met = (before?.met ?? 0) + 1;
  const told = before?.told ?? [];
  return {
    code,
    since: before?.since ?? now.toISOString(),
    met,
    nextTryAt: secondsAfter(now, faultPauseSeconds(met)),
    told: told.includes(code) ? told : [...told, code],
  };
}

/** How many mails may be tried now: one when it is time, by one sender at a time; any number where there is no fault. */
export function triesWhile(fault: MailFault | undefined, now: Date): number {
  if (fault === undefined) return Number.POSITIVE_INFINITY;
  const seconds = (Date.parse(fault.nextTryAt) - now.getTime()) / 1000;
  // What lies further ahead was written by a clock that was wrong.
  const { longestSeconds, turnSeconds } = limits.mail.fault;
  return seconds > 0 && seconds <= longestSeconds + turnSeconds ? 0 : 1;
}

/** The next mail is tried so many seconds from now. */
export function tryAgainIn(fault: MailFault, seconds: number, now: Date): MailFault {
  return { ...fault, nextTryAt: secondsAfter(now, seconds) };
}

/** What is wrong and what to do about it, in words that name no host, address or secret. */
export function faultAdvice(code: string): string {
  return Object.entries(mailFaults).find(([known]) => known === code)?.[1] ?? 'Mails are held up.';
}

function secondsAfter(moment: Date, seconds: number): string {
  return new Date(moment.getTime() + seconds * 1000).toISOString();
}
