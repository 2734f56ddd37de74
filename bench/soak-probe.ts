/** Loaded into a program before its own code: writes down again and again what it holds, and how long its event loop lets others wait. */
import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as z from 'zod';

/** Where it is written, one line of JSON each, and how often. */
const { SOAK_FILE: file, SOAK_MILLISECONDS: every } = z
  .object({ SOAK_FILE: z.string(), SOAK_MILLISECONDS: z.coerce.number() })
  .parse(process.env);

setFlagsFromString('--expose-gc');
const collect = z.custom<() => void>((value) => typeof value === 'function').parse(runInNewContext('gc'));
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

const descriptors = '/proc/self/fd';
const milliseconds = (nanoseconds: number): number => nanoseconds / 1e6;

setInterval(() => {
  const [usual, long] = [milliseconds(delay.percentile(50)), milliseconds(delay.percentile(99))];
  // Only what is left after a collection is held.
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo().filter((name) => name !== 'Immediate');
  const line = {
    heap: heapUsed + external,
    resident: rss,
    handles: resources.filter((name) => name !== 'Timeout').length,
    timers: resources.filter((name) => name === 'Timeout').length,
    files: existsSync(descriptors) ? readdirSync(descriptors).length : 0,
    usual,
    long,
  };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
  setImmediate(() => delay.reset());
}, every).unref();
