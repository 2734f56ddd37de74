/** Tells both sides before delegated administration ends by itself, and ends it then. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { traceIdOf } from '../../shared/http/trace';
import type { Ports } from '../../shared/ports';

/** Each notice is told once at most, and each end happens on its nominal date; a run leaves nothing due that it could do. */
export const remindOfDelegations = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '15 */5 * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, { upkeepDelegations }] = await Promise.all([
      ports(),
      import('../../shared/customers/delegation-upkeep'),
    ]);
    const { noticed, ended } = await upkeepDelegations(given, traceIdOf(context));
    if (noticed + ended > 0) context.log(JSON.stringify({ event: 'delegations-looked-after', noticed, ended }));
  },
});
