/** Puts the entries of the audit trails under seals, so that a change of them can be noticed. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import type { Ports } from '../../shared/ports';

/** What no call can still be writing to is sealed, for so many partners a run. */
export const sealAudit = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '20 */5 * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, { sealAudits }] = await Promise.all([ports(), import('../../shared/audit/sealing')]);
    const report = await sealAudits(given);
    if (report.seals + report.signedAnew > 0) context.log(JSON.stringify({ event: 'audit-sealed', ...report }));
  },
});
