/** Erasures that one call did not finish go on, and those that are through look once more at what earlier calls left. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { traceIdOf } from '../../shared/http/trace';
import type { Ports } from '../../shared/ports';

/** Looks every minute; after a crash an erasure goes on from its last page. */
export const carryOutErasures = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '45 * * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, erasing] = await Promise.all([ports(), import('../../shared/customers/erasing')]);
    const done = await erasing.carryOutErasures(given, traceIdOf(context));
    if (done > 0) context.log(JSON.stringify({ event: 'erasures-done', done }));
  },
});
