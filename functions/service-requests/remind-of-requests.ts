/** Reminds of service requests that nobody has touched in the time that their severity allows. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import type { Ports } from '../../shared/ports';

/** Each is reminded of once, until somebody touches it again; a run leaves nothing due that it could do. */
export const remindOfRequests = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '45 */5 * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, { remindOfDueRequests }] = await Promise.all([
      ports(),
      import('../../shared/customers/service-request-upkeep'),
    ]);
    const reminded = await remindOfDueRequests(given);
    if (reminded > 0) context.log(JSON.stringify({ event: 'service-requests-reminded-of', reminded }));
  },
});
