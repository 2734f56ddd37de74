/** A partner takes along everything that it keeps about one customer, or hands it to whoever asks for their data. */
import { exportPieces } from '../../shared/customers/customer-export';
import { exportAudit } from '../../shared/domain/customers/erasure';
import { shownRecord } from '../../shared/domain/customers/kept-records';
import { loadKept } from '../../shared/customers/kept-customer';
import { peopleOf } from '../../shared/customers/people-of-customer';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { sharedDomains } from '../../shared/mailboxes/shared-domains';
import type { Ports } from '../../shared/ports';
import { randomHexId } from '../../shared/signing/random-id';

/** Writes down who takes it before anything is sent; HEAD sends nothing and writes nothing. */
export const exportCustomer = (ports: ApiPorts & Pick<Ports, 'random'>) =>
  userOperation('exportCustomer', ports, {}, async ({ params, caller, request, now, traceId }) => {
    const { partnerId, actor } = caller;
    const kept = await loadKept(ports, caller, params.customerId, now);
    if (!kept.ok) return kept;
    const { document: customer } = kept.value;
    const partner = caller.partner.document;
    if (request.method === 'GET') {
      const entry = exportAudit({ customer, exportId: randomHexId(ports), actor, traceId }, now);
      await ports.partners.write(partnerId, [{ kind: 'create', document: entry }]);
    }
    const isShared = await sharedDomains(ports.settings);
    const people = await peopleOf(ports.partners, { partner, customer, earlier: '', company: false, isShared, now });
    const head = {
      exportedAt: now.toISOString(),
      partner: { partnerId, name: partner.profile.name },
      customer: { id: customer.id, ...shownRecord('customer', customer) },
    };
    const name = `kesher-customer-${now.toISOString().slice(0, 10)}.json`;
    return {
      status: 200,
      download: {
        contentType: 'application/json',
        contentDisposition: `attachment; filename="${name}"`,
        pieces: () => exportPieces(ports.partners, { partner, customer, people, now }, head),
      },
    };
  });
