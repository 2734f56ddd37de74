/** A partner looks through what is agreed and not yet so at Microsoft, or takes the list along as a spreadsheet. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { taskColumns } from '../../shared/customers/provisioning-columns';
import { tasksInContext, tasksThatAre } from '../../shared/customers/provisioning-search';
import { ProvisioningKind, TaskState } from '../../shared/domain/customers/provisioning-task';
import { provisioningTaskView } from '../../shared/domain/customers/provisioning-view';
import { utcDay } from '../../shared/domain/utc-day';
import { exportParameters, listReply } from '../../shared/http/list-export';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageParameters, searchParameter } from '../../shared/http/paging';
import { etagOf } from '../../shared/http/preconditions';

const Query = z.object({
  ...pageParameters,
  ...exportParameters,
  ...searchParameter,
  state: z.enum(TaskState.options, 'Must be pending, claimed, done, failed or moot.').optional(),
  kind: z.enum(ProvisioningKind.options, `Must be one of ${ProvisioningKind.options.join(', ')}.`).optional(),
  customerId: z.string().max(limits.idLength, 'Must be the id of a customer.').optional(),
  mine: z.enum(['true', 'false'], 'Must be true or false.').optional(),
});

/** Lists tasks, newest first, by state, kind, customer, claim and text: page by page, or all that match as a file. */
export const listProvisioningTasks = (ports: ApiPorts) =>
  userOperation('listProvisioningTasks', ports, { query: Query }, async ({ request, query, caller, now }) => {
    const { partnerId, user, partner } = caller;
    const where = tasksThatAre({ ...query, claimedBy: query.mine === 'true' ? user.userId : undefined }, now);
    const { cloud } = partner.document;
    return listReply(
      { request, query, caller },
      {
        page: (position) => tasksInContext(ports, partnerId, { where, ...position }, now),
        view: (task) => ({ ...provisioningTaskView(task, cloud, now), etag: etagOf(task.task.revision) }),
        file: (texts) => ({
          title: texts.say('export.provisioningTasks'),
          plainTitle: 'provisioning-tasks',
          nameEnd: utcDay(now),
          columns: taskColumns(texts, now),
        }),
      },
    );
  });
