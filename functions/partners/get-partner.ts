/** The operator looks at a partner. */
import { Partner, partnerKey, partnerView } from '../../shared/domain/partners/partner';
import { refuse } from '../../shared/domain/refusal';
import { TenantId } from '../../shared/domain/text';
import { operatorOperation, reply, type ApiPorts } from '../../shared/http/operation';

/** Reads one partner. */
export const getPartner = (ports: ApiPorts) =>
  operatorOperation('getPartner', ports, {}, async ({ params }) => {
    const tenant = TenantId.safeParse(params.partnerId);
    const partner = tenant.success && (await ports.partners.read(Partner, { partition: tenant.data, id: partnerKey }));
    if (!partner) return refuse('not-found');
    return reply(200, partnerView(partner.document), { revision: partner.document.revision });
  });
