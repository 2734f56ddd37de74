/** The clock that the whole local runtime shares: real time plus an offset that survives restarts. */
import { parse } from 'tinyduration';
import type { Clock } from '../shared/ports';
import type { Memory } from './host/memory';

const offsetName = 'clock-offset';
const secondsIn = { weeks: 604_800, days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const;
const lastYear = 9_000;

const shape = /^P(?=.)[^T]*(T.+)?$/u;

/** The length of an ISO 8601 duration of days and shorter (or weeks), in milliseconds; undefined for any other text. */
export function millisecondsOf(duration: string): number | undefined {
  if (!shape.test(duration) || /\s/u.test(duration)) return undefined;
  let parts: ReturnType<typeof parse>;
  try {
    parts = parse(duration);
  } catch {
    return undefined;
  }
  if (parts.negative === true || parts.years !== undefined || parts.months !== undefined) return undefined;
  const { weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = parts;
  const total =
    weeks * secondsIn.weeks + days * secondsIn.days + hours * secondsIn.hours + minutes * secondsIn.minutes + seconds;
  const milliseconds = Math.round(total * 1000);
  return milliseconds > 0 ? milliseconds : undefined;
}

/** A clock that can only be put forward. */
export class LocalClock implements Clock {
  readonly #memory: Memory;
  readonly #real: Clock;
  #offset: number;

  constructor(memory: Memory, real: Clock) {
    this.#memory = memory;
    this.#real = real;
    this.#offset = Number(memory.get(offsetName) ?? 0);
  }

  now(): Date {
    return new Date(this.#real.now().getTime() + this.#offset);
  }

  /** Puts the clock forward and gives the new time; undefined when the duration is none, or leads beyond all calendars. */
  advance(duration: string): Date | undefined {
    const milliseconds = millisecondsOf(duration);
    if (milliseconds === undefined) return undefined;
    const then = new Date(this.now().getTime() + milliseconds);
    if (Number.isNaN(then.getTime()) || then.getUTCFullYear() > lastYear) return undefined;
    this.#memory.set(offsetName, String(this.#offset + milliseconds));
    this.#offset += milliseconds;
    return this.now();
  }
}
