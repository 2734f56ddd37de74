/** A partner gives up delegated administration of a customer. The customer is told; subscriptions and partner of record stay as they are. */
import { endingWrites } from '../../shared/customers/ending-writes';
import { mayAct } from '../../shared/domain/customers/acting';
import { Customer } from '../../shared/domain/customers/customer';
import { delegationNow } from '../../shared/domain/customers/delegation';
import { partnerEndsDelegation } from '../../shared/domain/customers/ending';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { etagOf, preconditionFault } from '../../shared/http/preconditions';
import { recordNow } from '../../shared/mailboxes/record-now';

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Ends it at once under If-Match; what has ended already, by whomever, stays as it ended, whichever revision is named. */
export const endDelegation = (ports: ApiPorts) =>
  userOperation('endDelegation', ports, {}, async ({ params, caller, request, now, traceId }) => {
    const { partnerId, partner, user, actor } = caller;
    const ref = documentRef(partnerId, params.customerId ?? '', 'domain:', 'address:');
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const onRecord = ref && (await ports.partners.read(Customer, ref));
      if (!onRecord) return refuse('not-found');
      const stored = await recordNow(ports.settings, onRecord, now);
      const customer = stored.document;
      const fault = preconditionFault(request, customer.revision);
      const isOver = delegationNow(customer, now).status === 'ended';
      if (fault && !(isOver && fault.refusal === 'stale')) return fault;
      if (isOver) return { status: 204, headers: { ETag: etagOf(customer.revision) } };
      const may = mayAct({ kind: 'endDelegation' }, { user, partner: partner.document, customer, now });
      if (!may.ok) return may;
      const ending = partnerEndsDelegation({ partner: partner.document, customer, traceId, now }, actor);
      if (!ending.ok) return ending;
      const written = await ports.partners.write(partnerId, endingWrites(ending.value, stored.etag));
      if (written.ok) return { status: 204, headers: { ETag: etagOf(ending.value.changed.revision) } };
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
