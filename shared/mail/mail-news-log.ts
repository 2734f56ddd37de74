/** Writes into the log what whoever looks after the deployment has to know about mail. */
import type { InvocationContext } from '@azure/functions';
import type { TellMailNews } from './deliver';

/** One line when mails are held up, at level error, and one when they go out again; one when the quota makes them wait. */
export function tellIn(context: Pick<InvocationContext, 'error' | 'warn'>): TellMailNews {
  return (news) => {
    const line = JSON.stringify(news);
    if (news.event === 'mail-held-up') context.error(line);
    else context.warn(line);
  };
}
