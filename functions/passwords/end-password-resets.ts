/** Lets time end the resets of passwords, whether or not anybody looks. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { traceIdOf } from '../../shared/http/trace';
import type { Ports } from '../../shared/ports';

/** Destroys what was sealed to links that have run out, and ends what nobody approved and what the directory never answered. */
export const endPasswordResets = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '45 * * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, due] = await Promise.all([ports(), import('../../shared/passwords/due-resets')]);
    const ended = await due.endDueResets(given, traceIdOf(context));
    if (ended > 0) context.log(JSON.stringify({ event: 'password-resets-ended', ended }));
  },
});
