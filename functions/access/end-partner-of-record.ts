/** A customer ends the partner's role as partner of record of one subscription, which stays as it is. The partner is told. */
import { notOpen } from '../../shared/access/access-answers';
import { cannotEnd, partnerOfRecordEnded } from '../../shared/access/agreement-answers';
import { endingWrites } from '../../shared/customers/ending-writes';
import { loadAccess } from '../../shared/access/loaded-access';
import { customerEndsPartnerOfRecord } from '../../shared/domain/customers/ending';
import { Subscription, subscriptionKey } from '../../shared/domain/customers/subscription';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import type { Ports } from '../../shared/ports';

/** Others who change the same subscription meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Ends it at once; again, it shows the first result. */
export const endPartnerOfRecord = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('endPartnerOfRecord', ports, {}, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { access, params, now, traceId } = call;
    const ref = documentRef(access.partnerId, subscriptionKey(params.subscriptionId ?? ''));
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [loaded, stored] = await Promise.all([
        loadAccess(ports, call),
        ref && ports.partners.read(Subscription, ref),
      ]);
      if ('ok' in loaded) return loaded;
      if (!loaded.isOpen) return notOpen(ports, loaded);
      if (stored?.document.customerId !== access.customerId) return cannotEnd(loaded);
      const { partner, customer } = loaded;
      const subscription = stored.document;
      if (!subscription.partnerOfRecord && subscription.formerPartnerOfRecord)
        return partnerOfRecordEnded(loaded, subscription, now);
      const parties = { partner, customer: customer.document, traceId, now };
      const ending = customerEndsPartnerOfRecord(parties, subscription);
      if (!ending.ok) return cannotEnd(loaded, ending);
      const written = await ports.partners.write(partner.partnerId, endingWrites(ending.value, stored.etag));
      if (written.ok) return partnerOfRecordEnded(loaded, ending.value.changed, now);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
