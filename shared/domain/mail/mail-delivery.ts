/** How a mail that waits gets out: claimed for one attempt at a time, tried again later, sent or given up. */
import { limits } from '../../catalogue/limits';
import { secondsKept } from '../../catalogue/records';
import { isPseudonym } from '../pseudonym-address';
import { keptSeconds, queueOf, type Mail } from './mail';
import { whyNotMailed, type Suppression } from './suppression';

/** A change to a mail, together with what must hold of the stored mail for it to happen. */
export interface MailChange {
  readonly patch: {
    readonly set: Partial<Mail> & Pick<Mail, 'status'>;
    readonly increment?: { readonly attempts: number };
    readonly remove?: readonly ('queue' | 'dueAt' | 'problem')[];
  };
  readonly where: readonly (
    | { readonly field: 'dueAt'; readonly equals: string }
    | { readonly field: 'dueAt'; readonly atMost: string }
    | { readonly field: 'dueAt'; readonly atLeast: string }
    | { readonly field: 'attempts'; readonly below: number }
    | { readonly field: 'attempts'; readonly atLeast: number }
    | { readonly field: 'status'; readonly equals: Mail['status'] }
  )[];
}

/** What became of an attempt, as a mailer tells it. */
export type AttemptOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds?: number; readonly detail: string }
  | { readonly kind: 'rejected'; readonly detail: string }
  /** `begins`: others had gone out until then. */
  | {
      readonly kind: 'senderFault';
      readonly retryAfterSeconds: number;
      readonly begins: boolean;
      readonly detail: string;
    };

/** A mail is due when its time has come and nobody holds it; a mail whose sender died is due when the lease ends. */
export function isDue(mail: Mail, now: Date): boolean {
  return mail.dueAt !== undefined && mail.dueAt <= now.toISOString();
}

/** A mail is spent when every attempt was begun and none came to an end: it must not be tried again by itself. */
export function isSpent(mail: Mail): boolean {
  return mail.attempts >= limits.mail.attempts;
}

/** A due mail is claimed by exactly one sender, and the attempt counts from here, whatever happens to the sender. */
export function claim(now: Date): MailChange {
  return {
    patch: {
      set: { status: 'sending', dueAt: secondsAfter(now, limits.mail.leaseSeconds) },
      increment: { attempts: 1 },
    },
    where: [
      { field: 'dueAt', atMost: now.toISOString() },
      { field: 'attempts', below: limits.mail.attempts },
    ],
  };
}

/** A spent mail whose last lease has ended is parked without being sent again. */
export function giveUp(now: Date): MailChange {
  return {
    patch: {
      set: {
        status: 'failed',
        parkedAt: now.toISOString(),
        problem: 'The last attempt was interrupted; whether it was sent is not known.',
      },
      remove: ['queue', 'dueAt'],
    },
    where: [
      { field: 'dueAt', atMost: now.toISOString() },
      { field: 'attempts', atLeast: limits.mail.attempts },
    ],
  };
}

/** A code for a mailbox that had too many is not sent, without a word to anybody. */
export function withhold(now: Date): MailChange {
  return {
    patch: {
      set: { status: 'withheld', parkedAt: now.toISOString(), ttl: secondsKept('mail') },
      remove: ['queue', 'dueAt'],
    },
    where: [{ field: 'dueAt', atMost: now.toISOString() }],
  };
}

/** What a mail says that was not sent because its reader was erased. */
export const erasedProblem = 'Whoever was to read it was erased.';

/** A mail whose reader was erased is not sent any more; one that was is what it was. */
export function stoppedForErased(
  mail: Readonly<Record<string, unknown>>,
  now: Date,
): Readonly<Record<string, unknown>> {
  if (mail.status !== 'queued' && mail.status !== 'sending') return mail;
  const { queue: _queue, dueAt: _due, ...kept } = mail;
  return {
    ...kept,
    status: 'stopped',
    parkedAt: now.toISOString(),
    problem: erasedProblem,
    ttl: secondsKept('mail'),
  };
}

/** A due mail that nobody holds leaves the queue to others for a while; that is no attempt. */
export function setAside(mail: Mail, seconds: number, now: Date): MailChange {
  return {
    patch: { set: { status: mail.status, dueAt: secondsAfter(now, seconds) } },
    where: [{ field: 'dueAt', equals: mail.dueAt ?? '' }],
  };
}

/** After an attempt a mail is sent, waits for the next one, or is parked: at once when refused, else after the last attempt. */
export function afterAttempt(mail: Mail, outcome: AttemptOutcome, now: Date, random01: number): MailChange {
  const stillMine: MailChange['where'] = [{ field: 'dueAt', equals: mail.dueAt ?? '' }];
  switch (outcome.kind) {
    case 'accepted':
      return {
        patch: {
          set: { status: 'sent', sentAt: now.toISOString(), ttl: keptSeconds(mail, now) },
          remove: mail.problem === undefined ? ['queue', 'dueAt'] : ['queue', 'dueAt', 'problem'],
        },
        // Whoever holds the mail by now need not send it any more: any lease will do.
        where: [{ field: 'dueAt', atLeast: '' }],
      };
    case 'throttled':
      return {
        patch: {
          set: {
            status: 'queued',
            // Being told to wait says nothing about this mail: it keeps the attempt.
            attempts: Math.max(0, mail.attempts - 1),
            dueAt: secondsAfter(now, pauseSeconds(outcome.retryAfterSeconds)),
            problem: withoutAddresses(outcome.detail),
          },
        },
        where: stillMine,
      };
    case 'unavailable':
      if (isSpent(mail)) return { patch: parked(outcome.detail, now), where: stillMine };
      return {
        patch: {
          set: {
            status: 'queued',
            dueAt: secondsAfter(
              now,
              Math.max(backOffSeconds(mail, random01), pauseSeconds(outcome.retryAfterSeconds ?? 0)),
            ),
            problem: withoutAddresses(outcome.detail),
          },
        },
        where: stillMine,
      };
    case 'rejected':
      return { patch: parked(outcome.detail, now), where: stillMine };
    case 'senderFault':
      return { patch: heldUp(mail, outcome, now), where: stillMine };
  }
}

/** A mail that met a fault of ours keeps its attempts, however long that lasts; one that is refused again and again while others go out is itself what is refused. */
function heldUp(
  mail: Mail,
  { begins, detail, retryAfterSeconds }: Extract<AttemptOutcome, { readonly kind: 'senderFault' }>,
  now: Date,
): MailChange['patch'] {
  const attempts = Math.max(0, mail.attempts - 1);
  const faultsBegun = (mail.faultsBegun ?? 0) + (begins ? 1 : 0);
  if (faultsBegun > limits.mail.faultsBegun) return parked(detail, now, attempts);
  return {
    set: {
      status: 'queued',
      attempts,
      ...(begins ? { faultsBegun } : {}),
      dueAt: secondsAfter(now, retryAfterSeconds),
      problem: withoutAddresses(detail),
    },
  };
}

/** A claimed mail goes to where its reader is today. */
export function readdress(mail: Mail, to: Mail['to']): MailChange {
  return { patch: { set: { status: 'sending', to } }, where: [{ field: 'dueAt', equals: mail.dueAt ?? '' }] };
}

/** A claimed mail that must not go out is parked without the mail service being asked, so that this was no attempt: one that the partner stopped, that its reader does not want, or for the reason given. */
export function keepBack(mail: Mail, reason: string, now: Date, isUnwanted = false): MailChange {
  const attempts = Math.max(0, mail.attempts - 1);
  const change: MailChange['patch'] = isPseudonym(mail.to.address)
    ? { set: { ...withhold(now).patch.set, attempts, problem: reason }, remove: ['queue', 'dueAt'] }
    : isUnwanted
      ? { set: { ...stoppedFor(reason, mail, now), attempts }, remove: ['queue', 'dueAt'] }
      : mail.stopped === true
        ? { set: { ...stoppedFor(stoppedProblem, mail, now), attempts }, remove: ['queue', 'dueAt'] }
        : parked(reason, now, attempts);
  return { patch: change, where: [{ field: 'dueAt', equals: mail.dueAt ?? '' }] };
}

/** A new mail that its reader, or the way to it, refuses before it waits at all. */
export function neverQueued(mail: Mail, reason: Suppression['reason'], now: Date): Mail {
  const { queue: _queue, dueAt: _dueAt, ...kept } = mail;
  const problem = whyNotMailed({ reason });
  return reason === 'stopped'
    ? { ...kept, ...stoppedFor(problem, mail, now) }
    : { ...kept, status: 'failed', parkedAt: now.toISOString(), problem };
}

/** Nobody needs to look after it. */
function stoppedFor(problem: string, mail: Mail, now: Date) {
  return { status: 'stopped', stopped: true, problem, ttl: keptSeconds(mail, now) } as const;
}

/** A mail that somebody wants sent again gets all its attempts anew. What the mail service had taken goes out as another operation: under the same one, the service would take it for the same mail. */
export function queueAgain(mail: Mail, now: Date): Mail {
  const {
    ttl: _ttl,
    parkedAt: _parkedAt,
    problem: _problem,
    reported,
    stopped: _stopped,
    faultsBegun: _begun,
    ...kept
  } = mail;
  const taken = mail.sentAt !== undefined || reported !== undefined;
  return {
    ...kept,
    status: 'queued',
    attempts: 0,
    queue: queueOf(mail.lane),
    dueAt: now.toISOString(),
    ...(taken ? { repeats: (mail.repeats ?? 0) + 1 } : {}),
  };
}

/** A mail of which its recipient is to get no more: one that waits is not sent, and whatever became of another one stays. */
export function stop(mail: Mail, now: Date): Mail {
  if (mail.status !== 'queued') return { ...mail, stopped: true };
  const { queue: _queue, dueAt: _dueAt, ...kept } = mail;
  return { ...kept, ...stoppedFor(stoppedProblem, mail, now) };
}

const stoppedProblem = 'It was stopped before it was sent.';

/** A pause that a mail service asks for is kept, up to the longest that makes sense. */
export function pauseSeconds(asked: number): number {
  return Math.min(Math.max(0, asked), limits.mail.throttledSeconds.longest);
}

/** What services say is kept and logged without the addresses in it, of people and of machines. Of a long text whole words are looked at, as no address may be cut. */
export function withoutAddresses(text: string): string {
  const { refusalLength } = limits.mail;
  const end = text.length > refusalLength ? Math.max(0, text.lastIndexOf(' ', refusalLength)) : text.length;
  return text
    .slice(0, end)
    .replace(/(?<![^\s<>"'(),;:])[^\s<>"'(),;:]+@[^\s<>"'(),;:]+/gu, '…')
    .replace(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/gu, '…')
    .replace(/(?<![\w:])(?=[\da-f:]{0,39}::|(?:[\da-f]{1,4}:){3})[\da-f:]{3,39}(?![\w:])/giu, '…')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

function parked(detail: string, now: Date, attempts?: number): MailChange['patch'] {
  const counted = attempts === undefined ? {} : { attempts };
  const parkedAt = now.toISOString();
  const problem = withoutAddresses(detail);
  return { set: { status: 'failed', ...counted, parkedAt, problem }, remove: ['queue', 'dueAt'] };
}

function backOffSeconds(mail: Mail, random01: number): number {
  const { first, longest } = limits.mail.backOffSeconds[mail.lane === 'codes' ? 'codes' : 'others'];
  return random01 * Math.min(longest, first * 2 ** (mail.attempts - 1));
}

function secondsAfter(moment: Date, seconds: number): string {
  return new Date(moment.getTime() + seconds * 1000).toISOString();
}
