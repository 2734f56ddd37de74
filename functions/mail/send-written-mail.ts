/** Sends mails as soon as they are written, and writes those that follow from what partners of record are told. */
import type { CosmosDBFunctionOptions, InvocationContext } from '@azure/functions';
import type { MailDelivery } from '../../shared/mail/deliver';
import { tellIn } from '../../shared/mail/mail-news-log';

/** A mail leaves within seconds of the change that caused it. What goes wrong here is made good by the timer. */
export const sendWrittenMail = (delivery: () => Promise<MailDelivery>, databaseName: string) =>
  ({
    connection: 'COSMOS',
    databaseName,
    containerName: 'partners',
    leaseContainerName: 'leases',
    createLeaseContainerIfNotExists: false,
    startFromBeginning: false,
    maxItemsPerInvocation: 100,
    // Somebody waits for a confirmation code: the default of five seconds is long.
    feedPollDelay: 1000,
    handler: async (documents: unknown[], context: InvocationContext) => {
      const [{ deliverMails }, { tellWrittenChanges }] = await Promise.all([
        import('../../shared/mail/deliver'),
        import('../../shared/customers/told-changes'),
      ]);
      const { sent, queued, failed } = await deliverMails(await delivery(), documents, tellIn(context));
      if (sent + queued + failed > 0) context.log(JSON.stringify({ event: 'mails-tried', sent, queued, failed }));
      await tellWrittenChanges(await delivery(), documents);
    },
  }) satisfies CosmosDBFunctionOptions;
