/** A partner sees the mails that were written in its name, above all those that could not be sent. */
import * as z from 'zod';
import { Mail, mailView, ToldStatus } from '../../shared/domain/mail/mail';
import { mailsThatAre } from '../../shared/mail/mail-search';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object({
  ...pageParameters,
  status: ToldStatus.optional(),
  stopped: z
    .enum(['true', 'false'], 'Must be true or false.')
    .transform((text) => text === 'true')
    .optional(),
});

/** Lists mails, newest first, by status and whether people stopped them. */
export const listMails = (ports: ApiPorts) =>
  userOperation('listMails', ports, { query: Query }, async ({ query, caller }) => {
    const page = await ports.partners.list(Mail, {
      partition: caller.partnerId,
      type: 'mail',
      where: mailsThatAre(query),
      limit: query.limit,
      after: query.cursor,
    });
    return reply(200, pageOf(page, mailView));
  });
