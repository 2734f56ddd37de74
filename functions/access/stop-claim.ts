/** The administrator on record stops a claim to its place: whoever reads the mailed code has not lost the mailbox. */
import { notOpen } from '../../shared/access/access-answers';
import { claimStopped } from '../../shared/access/administrator-answers';
import { loadAccess } from '../../shared/access/loaded-access';
import {
  AdministratorClaim,
  administratorClaimKey,
  claimEnds,
  isClaimDue,
} from '../../shared/domain/customers/administrator-claim';
import { refuse } from '../../shared/domain/refusal';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import type { Ports } from '../../shared/ports';
import { mailboxKey } from '../../shared/signing/mailbox-key';

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Stops it at once; again, it shows the first result. */
export const stopClaim = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('stopClaim', ports, {}, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { access, now, traceId } = call;
    const { partnerId: partition } = access;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const loaded = await loadAccess(ports, call);
      if ('ok' in loaded) return loaded;
      if (!loaded.isOpen) return notOpen(ports, loaded);
      const { partner, customer } = loaded;
      const { claim: claimed, id: customerId } = customer.document;
      if (!claimed || isClaimDue(customer.document, now)) return claimStopped(loaded);
      const id = administratorClaimKey(customerId, mailboxKey(partner, claimed.contact.email));
      const stored = await ports.partners.read(AdministratorClaim, { partition, id });
      if (!stored) throw new Error('A claim on record is nowhere to be found.');
      const over = claimEnds({
        partner,
        customer: customer.document,
        claim: stored.document,
        by: 'customer',
        traceId,
        now,
      });
      const written = await ports.partners.write(partition, [
        { kind: 'replace', document: over.customer, etag: customer.etag },
        { kind: 'replace', document: over.claim, etag: stored.etag },
        ...[over.notification, ...over.mails, over.audit].map((document) => ({ kind: 'create', document }) as const),
      ]);
      if (written.ok) return claimStopped(loaded);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
