/** A partner sees the mails that were written in its name, above all those that could not be sent. */
import * as z from 'zod';
import { Mail, mailView, storedStatuses, ToldStatus } from '../../shared/domain/mail/mail';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object({ ...pageParameters, status: ToldStatus.optional() });

/** Lists mails, newest first, by status. */
export const listMails = (ports: ApiPorts) =>
  userOperation('listMails', ports, { query: Query }, async ({ query, caller }) => {
    const page = await ports.partners.list(Mail, {
      partition: caller.partnerId,
      type: 'mail',
      where: [{ field: 'status', oneOf: (query.status ? [query.status] : ToldStatus.options).flatMap(storedStatuses) }],
      limit: query.limit,
      after: query.cursor,
    });
    return reply(200, pageOf(page, mailView));
  });
