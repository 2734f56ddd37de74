/** What time does to a subscription, step by step, each on its nominal date. */
import { addDays } from '../text';
import { renewsItself, termEnds, type Term } from './term';
import { timeSteps, type Status, type TimeStep } from './transitions';

/** Something that time does, with the end of the term that runs after it. */
export interface Step {
  readonly kind: TimeStep['kind'];
  readonly at: string;
  readonly endsAt: string;
}

/** When time has something to do for it next; nothing more once it is deleted. */
export interface Waiting {
  readonly queue?: string | undefined;
  readonly dueAt?: string | undefined;
}

/** The queue in which subscriptions wait for what time does to them. */
export const subscriptionQueue = 'subscriptions';

/** What has come to pass since a subscription began to wait, and what it waits for next. */
export interface Aged {
  readonly steps: readonly Step[];
  /** Up to when its steps are done. */
  readonly agedTo?: string;
  /** The end of the term that runs now. */
  readonly endsAt: string;
  readonly waiting: Waiting;
}

/** What time has done to a subscription that waits: every step on its nominal date, however late, but of reminders only the latest, and none of what is over. */
export function ageOf(term: Term & { readonly dueAt?: string | undefined }, now: Date): Aged {
  const { dueAt } = term;
  const passed = stepsOf(term, now).filter(({ at }) => dueAt !== undefined && at >= dueAt && isPast(at, now));
  const latest = passed.at(-1);
  const steps = passed.filter((step) => step.kind !== 'trialEnding' || step === latest);
  return {
    steps,
    ...(latest && { agedTo: latest.at }),
    endsAt: termEnds(term, now).at(-1) ?? term.endsAt,
    waiting: waitingFor(term, now),
  };
}

/** Whether time has done something to it that is not written down yet. */
export function isDue({ dueAt }: Waiting, now: Date): boolean {
  return dueAt !== undefined && isPast(dueAt, now);
}

/** Whether a reminder that was due then has been overtaken, by a later one or by the end itself, or is about something that people ended. */
export function isOvertaken(term: Term, dueAt: string, now: Date): boolean {
  const after = new Date(Date.parse(dueAt) + 1).toISOString();
  return term.state === 'cancelled' || ageOf({ ...term, dueAt: after }, now).steps.length > 0;
}

/** What a subscription waits for from this moment on; whoever changes its term or state writes this down with it. */
export function waitingFor(term: Term, now: Date): Waiting {
  const next = stepsOf(term, now).find(({ at }) => !isPast(at, now));
  return next ? { queue: subscriptionQueue, dueAt: next.at } : {};
}

/** All steps up to the next one, the earliest first; a term that does not renew itself has an end that is known. */
function stepsOf(term: Term, now: Date): readonly Step[] {
  const ends = termEnds(term, now);
  return timesOf(term, term.state).flatMap(({ kind, days }) =>
    ends.map((end, index) => ({
      kind,
      at: addDays(new Date(end), days).toISOString(),
      endsAt: ends[index + 1] ?? end,
    })),
  );
}

/** What time does from that status on, status after status, as the table has it. */
function timesOf(term: Term, status: Status): readonly TimeStep[] {
  const here = timeSteps[status].filter(({ only }) => only === undefined || happensTo(term, only));
  const next = here.at(-1)?.to ?? status;
  return next === status ? here : [...here, ...timesOf(term, next)];
}

function happensTo(term: Term, only: NonNullable<TimeStep['only']>): boolean {
  switch (only) {
    case 'whatRenews':
      return renewsItself(term);
    case 'whatEnds':
      return !renewsItself(term);
    case 'trials':
      return term.source === 'trial' && !renewsItself(term);
  }
}

function isPast(at: string, now: Date): boolean {
  return Date.parse(at) <= now.getTime();
}
