/** Sends every mail that is due: new ones that were missed, and those to be tried again. */
import type { InvocationContext, Timer, TimerFunctionOptions } from '@azure/functions';
import type { MailDelivery } from '../../shared/mail/deliver';
import { tellIn } from '../../shared/mail/mail-news-log';

/** No mail is forgotten: whatever is due is sent, within the mail service's quota, codes first. */
export const sendDueMail = (delivery: () => Promise<MailDelivery>): TimerFunctionOptions => ({
  schedule: '0 * * * * *',
  runOnStartup: false,
  useMonitor: true,
  handler: async (_timer: Timer, context: InvocationContext) => {
    const [{ deliverDueMails }, { waitingMails }] = await Promise.all([
      import('../../shared/mail/deliver'),
      import('../../shared/mail/waiting-mails'),
    ]);
    const ports = await delivery();
    const waiting = await waitingMails(ports);
    if (Object.keys(waiting).length > 0) context.log(JSON.stringify({ event: 'mails-waiting', ...waiting }));
    const { sent, queued, failed } = await deliverDueMails(ports, tellIn(context));
    if (sent + queued + failed > 0) context.log(JSON.stringify({ event: 'mails-tried', sent, queued, failed }));
  },
});
