/** Reminds recipients of offers that are about to end, and tells whoever made one that it has ended. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import type { Ports } from '../../shared/ports';

/** Each recipient is reminded once at most, each end told once; a run leaves nothing due that it could do. */
export const remindOfOffers = (ports: () => Promise<Ports>): TimerFunctionOptions => ({
  schedule: '30 */5 * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [given, { upkeepOffers }] = await Promise.all([ports(), import('../../shared/offers/offer-upkeep')]);
    const { offers, reminders } = await upkeepOffers(given);
    if (offers > 0) context.log(JSON.stringify({ event: 'offers-looked-after', offers, reminders }));
  },
});
