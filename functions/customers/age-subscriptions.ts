/** Does for subscriptions what time has brought: renewals, expiry and what follows, each on its nominal date, and the reminders of a trial's end. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { traceIdOf } from '../../shared/http/trace';
import type { Ports } from '../../shared/ports';

/** Each step is written down and told once; a run leaves nothing due that it could do. */
export const ageSubscriptions = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '30 */5 * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, { upkeepSubscriptions }, { walkSubscriptions }, { walkCustomers }] = await Promise.all([
      ports(),
      import('../../shared/customers/subscription-upkeep'),
      import('../../shared/customers/subscription-walk'),
      import('../../shared/customers/customer-walk'),
    ]);
    const [steps] = await Promise.all([
      upkeepSubscriptions(given, traceIdOf(context)),
      walkSubscriptions(given),
      walkCustomers(given),
    ]);
    if (Object.values(steps).some((count) => count > 0))
      context.log(JSON.stringify({ event: 'subscriptions-looked-after', ...steps }));
  },
});
