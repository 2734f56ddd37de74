/** Customers with whom nothing has been left for years are forgotten: pseudonyms take the place of their people. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { traceIdOf } from '../../shared/http/trace';
import type { Ports } from '../../shared/ports';

/** Looks at some of them every hour, and at all of them about once a week. */
export const forgetCustomers = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '20 17 * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, forgetting] = await Promise.all([ports(), import('../../shared/customers/forgotten-customers')]);
    const forgotten = await forgetting.forgetCustomers(given, traceIdOf(context));
    if (forgotten > 0) context.log(JSON.stringify({ event: 'customers-forgotten', forgotten }));
  },
});
