/** Finishes mailings whose mails were not all written when whoever began was cut off. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import type { Ports } from '../../shared/ports';

/** No recipient is forgotten: a mailing that was taken is written out, whatever crashed meanwhile. */
export const queueMailings = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '0 * * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, { finishMailings }] = await Promise.all([ports(), import('../../shared/offers/mailings')]);
    const finished = await finishMailings(given);
    if (finished > 0) context.log(JSON.stringify({ event: 'mailings-finished', finished }));
  },
});
