/** A customer ends delegated administration. The partner is told; subscriptions and partner of record stay as they are. */
import { notOpen } from '../../shared/access/access-answers';
import { cannotEnd, delegationEnded } from '../../shared/access/agreement-answers';
import { endingWrites } from '../../shared/customers/ending-writes';
import { loadAccess } from '../../shared/access/loaded-access';
import { delegationNow } from '../../shared/domain/customers/delegation';
import { customerEndsDelegation } from '../../shared/domain/customers/ending';
import { refuse } from '../../shared/domain/refusal';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import type { Ports } from '../../shared/ports';

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Ends it at once; again, it shows the first result. */
export const endDelegationAsCustomer = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('endDelegationAsCustomer', ports, {}, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { now, traceId } = call;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const loaded = await loadAccess(ports, call);
      if ('ok' in loaded) return loaded;
      if (!loaded.isOpen) return notOpen(ports, loaded);
      const { partner, customer } = loaded;
      if (delegationNow(customer.document, now).status === 'ended')
        return delegationEnded(loaded, customer.document, now);
      const ending = customerEndsDelegation({ partner, customer: customer.document, traceId, now });
      if (!ending.ok) return cannotEnd(loaded, ending);
      const written = await ports.partners.write(partner.partnerId, endingWrites(ending.value, customer.etag));
      if (written.ok) return delegationEnded(loaded, ending.value.changed, now);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
