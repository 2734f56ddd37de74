/** Writes the mails that follow from what partners of record are told: those that the change feed missed. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import type { Ports } from '../../shared/ports';

/** Nobody is forgotten: whatever waits to be told is, to each user as they chose. */
export const tellOfChanges = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '45 * * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, { tellDueChanges }] = await Promise.all([ports(), import('../../shared/customers/told-changes')]);
    const mails = await tellDueChanges(given);
    if (mails > 0) context.log(JSON.stringify({ event: 'changes-told', mails }));
  },
});
