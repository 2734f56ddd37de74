/** A partner sees the addresses that its mails do not go to any more. */
import * as z from 'zod';
import { Suppression, suppressionView } from '../../shared/domain/mail/suppression';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';
import { etagOf } from '../../shared/http/preconditions';
import { thatWereStopped } from '../../shared/mail/mail-search';

const Query = z.object({
  ...pageParameters,
  stopped: z
    .enum(['true', 'false'], 'Must be true for those that their readers stopped, or false for the others.')
    .transform((value) => value === 'true')
    .optional(),
});

/** Lists them, newest first; each with the ETag by which it can be deleted. */
export const listSuppressions = (ports: ApiPorts) =>
  userOperation('listSuppressions', ports, { query: Query }, async ({ query, caller }) => {
    const page = await ports.partners.list(Suppression, {
      partition: caller.partnerId,
      type: 'suppression',
      where: thatWereStopped(query.stopped),
      limit: query.limit,
      after: query.cursor,
    });
    return reply(
      200,
      pageOf(page, (suppression) => ({
        ...suppressionView(suppression, caller.sight),
        etag: etagOf(suppression.revision),
      })),
    );
  });
