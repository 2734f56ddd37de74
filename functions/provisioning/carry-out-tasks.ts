/** Hands what is to be done at Microsoft to whatever carries it out by itself, and leaves the rest to people. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { traceIdOf } from '../../shared/http/trace';
import type { Ports } from '../../shared/ports';

/** Each task is claimed before it is tried, and its outcome written down; what was agreed before there were tasks gets its own. */
export const carryOutTasks = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '15 * * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, { carryOutDueTasks }, { walkProvisioning }] = await Promise.all([
      ports(),
      import('../../shared/customers/provisioning-carrier'),
      import('../../shared/customers/provisioning-walk'),
    ]);
    const met = await walkProvisioning(given);
    const { left, ...tried } = await carryOutDueTasks(given, traceIdOf(context));
    if (met + Object.values(tried).reduce((sum, count) => sum + count, 0) > 0)
      context.log(JSON.stringify({ event: 'tasks-carried-out', met, left, ...tried }));
  },
});
