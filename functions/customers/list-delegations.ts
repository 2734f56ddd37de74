/** A partner looks through the delegations that customers gave it, or takes them along as a spreadsheet. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { delegationColumns } from '../../shared/customers/delegation-columns';
import { delegationsThatAre } from '../../shared/customers/delegation-search';
import { Delegation, delegationView } from '../../shared/domain/customers/delegation';
import { askedFile, exportParameters, fileReply } from '../../shared/http/list-export';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters, searchParameter } from '../../shared/http/paging';
import { textsFor } from '../../shared/i18n/texts';

const { minimum, maximum } = limits.delegation.days;
const days = `Must be a whole number of days from ${minimum} to ${maximum}.`;

const Query = z.object({
  ...pageParameters,
  ...exportParameters,
  ...searchParameter,
  status: z.enum(['active', 'ended'], 'Must be active or ended.').optional(),
  endingWithinDays: z
    .string()
    .regex(/^\d{1,3}$/u, days)
    .transform(Number)
    .pipe(z.int().min(minimum, days).max(maximum, days))
    .optional(),
});

/** Lists delegations, newest first, by status, nearness of their end and text: page by page, or all that match as a file. */
export const listDelegations = (ports: ApiPorts) =>
  userOperation('listDelegations', ports, { query: Query }, async ({ request, query, caller, now }) => {
    const partition = caller.partnerId;
    const where = delegationsThatAre(query, now);
    const page = (position: { readonly after: string | undefined; readonly limit: number }) =>
      ports.partners.list(Delegation, { partition, type: 'delegation', where, ...position });

    const file = askedFile(request, query.format);
    if (file) {
      const texts = textsFor(query.language ?? caller.partner.document.profile.preferredLanguage);
      return fileReply(file, {
        title: texts.say('export.delegations'),
        plainTitle: 'delegations',
        nameEnd: now.toISOString().slice(0, 10),
        texts,
        columns: delegationColumns(texts, now),
        page,
      });
    }
    return reply(
      200,
      pageOf(await page({ after: query.cursor, limit: query.limit }), (delegation) => delegationView(delegation, now)),
    );
  });
