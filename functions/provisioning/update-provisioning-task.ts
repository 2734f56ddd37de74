/** Somebody claims a task, does it at Microsoft and says so, says why it could not be done, or gives it back. */
import { takeReport } from '../../shared/customers/provisioning-reports';
import { provisioningTaskKey, TaskReport } from '../../shared/domain/customers/provisioning-task';
import { provisioningTaskView } from '../../shared/domain/customers/provisioning-view';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';

/** Takes a report under If-Match; the same one again by the same user shows the result, whichever revision it names. */
export const updateProvisioningTask = (ports: ApiPorts) =>
  userOperation('updateProvisioningTask', ports, { body: TaskReport }, async (call) => {
    const { params, caller, body: report, request, traceId, now } = call;
    const { taskId = '' } = params;
    const { partnerId, user, actor } = caller;
    const partner = caller.partner.document;
    if (!documentRef(partnerId, provisioningTaskKey(taskId))) return refuse('not-found');
    const said = { taskId, report, user, partner, actor, traceId, now };
    const taken = await takeReport(ports, {
      ...said,
      fault: ({ task }) => preconditionFault(request, task.document.revision),
    });
    if (!taken.ok) return taken;
    const { task, subscription, customer } = taken.value;
    const inContext = { task, customer: customer.document, reference: subscription.reference };
    return reply(200, provisioningTaskView(inContext, partner.cloud, now), { revision: task.revision });
  });
