/** Writes the daily digests whose hour has come. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import type { Ports } from '../../shared/ports';

/** One mail for each user and day on which there was something to tell them. */
export const writeDigests = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '50 */5 * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, { writeDueDigests }] = await Promise.all([ports(), import('../../shared/customers/digests')]);
    const mails = await writeDueDigests(given);
    if (mails > 0) context.log(JSON.stringify({ event: 'digests-written', mails }));
  },
});
