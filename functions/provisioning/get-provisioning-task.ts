/** A partner looks at one task: what is to be done at Microsoft, whose task it is, and what happened to it. */
import { readTaskCase } from '../../shared/customers/provisioning-reports';
import { isShown } from '../../shared/domain/customers/acting';
import { provisioningTaskKey } from '../../shared/domain/customers/provisioning-task';
import { provisioningTaskView } from '../../shared/domain/customers/provisioning-view';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Reads a task; one of a customer that the partner has nothing to do with any more is not there. */
export const getProvisioningTask = (ports: ApiPorts) =>
  userOperation('getProvisioningTask', ports, {}, async ({ params, caller, now }) => {
    const { taskId = '' } = params;
    const ref = documentRef(caller.partnerId, provisioningTaskKey(taskId));
    const read = ref && (await readTaskCase(ports, caller.partnerId, taskId, now));
    if (!read || !isShown(read.task.document, read.customer.document, now)) return refuse('not-found');
    const task = read.task.document;
    const { reference } = read.subscription.document;
    const inContext = { task, customer: read.customer.document, reference };
    return reply(200, provisioningTaskView(inContext, caller.partner.document.cloud, now), { revision: task.revision });
  });
