/** Lets time do its part in claims to the place of an administrator whose mailbox is lost. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { traceIdOf } from '../../shared/http/trace';
import type { Ports } from '../../shared/ports';

/** Reminds the mailbox on record, and after the days in which it could stop a claim puts whoever claimed on record. */
export const carryOutClaims = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '15 */5 * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, claims] = await Promise.all([ports(), import('../../shared/access/due-claims')]);
    const settled = await claims.carryOutClaims(given, traceIdOf(context));
    if (settled > 0) context.log(JSON.stringify({ event: 'claims-settled', settled }));
  },
});
