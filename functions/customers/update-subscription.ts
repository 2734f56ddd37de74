/** A partner changes a customer's subscription: its count, whether it is suspended, cancelled or resumed, whether it renews itself, and how it stands at Microsoft. */
import { managementWrites } from '../../shared/customers/management-writes';
import { readOpenTasks } from '../../shared/customers/provisioning-tasks';
import { reportOnSubscription } from '../../shared/customers/subscription-reports';
import { readSubscription } from '../../shared/customers/subscription-of-customer';
import { catchUp } from '../../shared/customers/subscription-upkeep';
import { mayAct } from '../../shared/domain/customers/acting';
import { changeSubscription, SubscriptionEdit } from '../../shared/domain/customers/changing';
import { manageSubscription } from '../../shared/domain/customers/management';
import { subscriptionView, type Subscription } from '../../shared/domain/customers/subscription';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts, type Reply } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';
import { recordNow } from '../../shared/mailboxes/record-now';

/** Others who change the same customer or subscription meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Changes all that the request names, under If-Match, or nothing. Partner of record and customer are told. */
export const updateSubscription = (ports: ApiPorts) =>
  userOperation('updateSubscription', ports, { body: SubscriptionEdit }, async (call): Promise<Reply | Refused> => {
    const { params, body, caller, request, now, traceId } = call;
    const { partnerId, user, actor } = caller;
    const partner = caller.partner.document;
    const shown = (document: Subscription): Reply =>
      reply(200, subscriptionView(document, now), { revision: document.revision });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const found = await readSubscription(ports, partnerId, params);
      if (!found) return refuse('not-found');
      const before = found.subscription.document;
      const customer = found.customer.document;
      const may = mayAct({ kind: 'manageSubscription', subscription: before }, { user, partner, customer, now });
      if (!may.ok) return may;
      const fault = preconditionFault(request, before.revision);
      if (fault) return fault;
      if (body.provisioning) {
        const said = { report: body.provisioning, user, partner, actor, traceId, now };
        const reported = await reportOnSubscription(ports, before, {
          ...said,
          fault: ({ subscription }) => preconditionFault(request, subscription.document.revision),
        });
        return reported.ok ? shown(reported.value) : reported;
      }
      const changing = changeSubscription(before, body, now);
      if (!changing.ok) return changing;
      if (!changing.value) return shown(before);
      if (await catchUp(ports, [before], traceId)) continue;
      const [tasks, onRecord] = await Promise.all([
        readOpenTasks(ports.partners, before),
        recordNow(ports.settings, found.customer, now),
      ]);
      const managed = manageSubscription({
        ...{ partner, customer, onRecord: onRecord.document, before, changing: changing.value },
        ...{ tasks: tasks.tasks, allowedBy: may.value, actor, traceId, now },
      });
      const written = await ports.partners.write(partnerId, managementWrites(managed, { ...found, tasks }));
      if (written.ok) return shown(managed.subscription);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
