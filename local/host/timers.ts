/** Runs timer functions when a clock, which may jump, says that they are due. */
import { Cron } from 'croner';
import * as z from 'zod';
import type { FunctionsCore, RegisteredFunction } from './functions-core';
import { invokeAsWorker } from './invocation';
import type { Memory } from './memory';

const TimerTrigger = z.object({ schedule: z.string(), runOnStartup: z.boolean().default(false) });

const Status = z.object({ last: z.string(), next: z.string(), lastUpdated: z.string() });
type Status = z.infer<typeof Status>;

interface ScheduledFunction {
  readonly registered: RegisteredFunction;
  readonly schedule: Cron;
  readonly runOnStartup: boolean;
  next: Date;
  running: Promise<boolean> | undefined;
}

export interface TimersOptions {
  readonly core: FunctionsCore;
  readonly now: () => Date;
  readonly memory: Memory;
  /** Called when a timer function has ended. */
  readonly afterRun?: () => void;
}

const passes = 20;
const lateness = 5_000;

/** `%NAME%` stands for an app setting, as on the platform. */
export function resolveSetting(text: string): string {
  const name = /^%([^%]+)%$/u.exec(text)?.[1];
  if (name === undefined) return text;
  const value = process.env[name];
  if (value === undefined) throw new Error(`The app setting ${name}, which a trigger names, is missing.`);
  return value;
}

function cronOf(name: string, schedule: string): Cron {
  try {
    return new Cron(schedule, { paused: true, mode: '5-or-6-parts', domAndDow: true, timezone: 'UTC' });
  } catch (cause) {
    throw new Error(`The schedule of ${name} is no NCRONTAB expression: ${schedule}`, { cause });
  }
}

/**
 * However many occurrences a jump of the clock passes over, each timer that came due runs once; a timer never overlaps
 * with itself, and one that fails is tried again at its next occurrence.
 */
export class Timers {
  readonly #options: TimersOptions;
  readonly #timers: ScheduledFunction[];
  #interval: NodeJS.Timeout | undefined;

  constructor(options: TimersOptions) {
    this.#options = options;
    this.#timers = [...options.core.functions.values()]
      .filter(({ trigger }) => trigger.type === 'timerTrigger')
      .map((registered) => {
        const { schedule, runOnStartup } = TimerTrigger.parse(registered.trigger);
        const cron = cronOf(registered.name, resolveSetting(schedule));
        const status = this.#status(registered.name);
        const next = status === undefined ? following(cron, options.now()) : new Date(status.next);
        return { registered, schedule: cron, runOnStartup, next, running: undefined };
      });
  }

  /** Begins to watch the clock; what came due while the host was away runs at once. */
  start(): void {
    for (const timer of this.#timers) if (timer.runOnStartup) void this.#run(timer);
    this.#interval = setInterval(() => {
      for (const timer of this.#due()) void this.#run(timer);
    }, 250).unref();
  }

  /** Runs whatever is due, the longest due first, until nothing is. */
  async settle(): Promise<void> {
    for (let pass = 0; pass < passes; pass += 1) {
      await this.#idle();
      const due = this.#due().sort((one, other) => one.next.getTime() - other.next.getTime());
      if (due.length === 0) return;
      for (const timer of due) await this.#run(timer);
    }
    this.#options.core.log('warning', 'system', `Timers were still due after ${passes} rounds.`);
  }

  /** Runs one timer now, whether it is due or not. Gives whether it succeeded, or undefined when there is no such timer. */
  async runNow(functionName: string): Promise<boolean | undefined> {
    const timer =
      this.#timers.find(({ registered: { name } }) => name === functionName) ??
      this.#timers.find(({ registered: { name } }) => name.toLowerCase() === functionName.toLowerCase());
    if (timer === undefined) return undefined;
    await timer.running;
    return this.#run(timer);
  }

  /** Resolves when no timer runs any more and none will start. */
  async stop(): Promise<void> {
    clearInterval(this.#interval);
    await this.#idle();
  }

  async #idle(): Promise<void> {
    for (const { running } of this.#timers) await running;
  }

  #due(): ScheduledFunction[] {
    const now = this.#options.now();
    return this.#timers.filter(({ next }) => next <= now);
  }

  #run(timer: ScheduledFunction): Promise<boolean> {
    return (timer.running ??= this.#invoke(timer).finally(() => {
      timer.running = undefined;
      this.#options.afterRun?.();
    }));
  }

  async #invoke(timer: ScheduledFunction): Promise<boolean> {
    const { core, now, memory } = this.#options;
    const { registered } = timer;
    const startedAt = now();
    const due = timer.next;
    timer.next = following(timer.schedule, startedAt);
    const last = this.#status(registered.name) ?? {
      last: due.toISOString(),
      next: due.toISOString(),
      lastUpdated: due.toISOString(),
    };
    const json = JSON.stringify({
      Schedule: { AdjustForDST: true },
      ScheduleStatus: { Last: last.last, LastUpdated: last.lastUpdated, Next: last.next },
      IsPastDue: startedAt.getTime() - due.getTime() > lateness,
    });
    let succeeded = true;
    try {
      await invokeAsWorker(core, registered, { json });
    } catch (error) {
      succeeded = false;
      core.log(
        'error',
        'system',
        `${registered.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
    const status: Status = {
      last: startedAt.toISOString(),
      next: timer.next.toISOString(),
      lastUpdated: startedAt.toISOString(),
    };
    memory.set(`timer:${registered.name}`, JSON.stringify(status));
    return succeeded;
  }

  #status(name: string): Status | undefined {
    const kept = this.#options.memory.get(`timer:${name}`);
    return kept === undefined ? undefined : Status.parse(JSON.parse(kept));
  }
}

function following(schedule: Cron, after: Date): Date {
  return schedule.nextRun(after) ?? new Date(8.64e15);
}
