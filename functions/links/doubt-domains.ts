/** Notices that strangers may share a domain which a partner knows as one customer's. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { traceIdOf } from '../../shared/http/trace';
import type { Ports } from '../../shared/ports';

/** When the administrator on record has not confirmed another mailbox's answer for a day, the partner is told what it may mean, once for each domain. */
export const doubtDomains = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '45 */5 * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, doubted] = await Promise.all([ports(), import('../../shared/links/doubted-domains')]);
    const told = await doubted.doubtDomains(given, traceIdOf(context));
    if (told > 0) context.log(JSON.stringify({ event: 'domains-doubted', told }));
  },
});
