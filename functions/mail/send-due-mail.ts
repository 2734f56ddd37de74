/** Sends every mail that is due: new ones that were missed, and those to be tried again. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import { deliverDueMails, type MailDelivery } from '../../shared/mail/deliver';

/** No mail is forgotten: whatever is due is sent, within the mail service's quota, codes first. */
export const sendDueMail = (ports: MailDelivery): TimerFunctionOptions => ({
  schedule: '0 * * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const { sent, queued, failed } = await deliverDueMails(ports);
    if (sent + queued + failed > 0) context.log(JSON.stringify({ event: 'mails-tried', sent, queued, failed }));
  },
});
