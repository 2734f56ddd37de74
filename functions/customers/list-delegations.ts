/** A partner looks through the delegations that customers gave it, or takes them along as a spreadsheet. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { delegationColumns } from '../../shared/customers/delegation-columns';
import { delegationsThatAre } from '../../shared/customers/delegation-search';
import { Delegation, delegationView } from '../../shared/domain/customers/delegation';
import { utcDay } from '../../shared/domain/utc-day';
import { exportParameters, listReply } from '../../shared/http/list-export';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { daysParameter, pageParameters, searchParameter } from '../../shared/http/paging';

const Query = z.object({
  ...pageParameters,
  ...exportParameters,
  ...searchParameter,
  status: z.enum(['active', 'ended'], 'Must be active or ended.').optional(),
  endingWithinDays: daysParameter(limits.delegation.days),
});

/** Lists delegations, newest first, by status, nearness of their end and text: page by page, or all that match as a file. */
export const listDelegations = (ports: ApiPorts) =>
  userOperation('listDelegations', ports, { query: Query }, async ({ request, query, caller, now }) => {
    const partition = caller.partnerId;
    const where = delegationsThatAre(query, now);
    return listReply(
      { request, query, caller },
      {
        page: (position) => ports.partners.list(Delegation, { partition, type: 'delegation', where, ...position }),
        view: (delegation) => delegationView(delegation, now),
        file: (texts) => ({
          title: texts.say('export.delegations'),
          plainTitle: 'delegations',
          nameEnd: utcDay(now),
          columns: delegationColumns(texts, now),
        }),
      },
    );
  });
