/** The operator looks through the partners of the deployment. */
import * as z from 'zod';
import { Partner, partnerKey, partnerView } from '../../shared/domain/partners/partner';
import { PartnerEntry } from '../../shared/domain/partners/partner-entry';
import { systemPartition } from '../../shared/domain/system';
import { operatorOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object(pageParameters);

/** Lists partners, newest first. */
export const listPartners = (ports: ApiPorts) =>
  operatorOperation('listPartners', ports, { query: Query }, async ({ query }) => {
    const entries = await ports.partners.list(PartnerEntry, {
      partition: systemPartition,
      type: 'partner-entry',
      limit: query.limit,
      after: query.cursor,
    });
    const partners = await Promise.all(
      entries.items.map(({ document }) =>
        ports.partners.read(Partner, { partition: document.tenantId, id: partnerKey }),
      ),
    );
    const { items: _, ...paging } = pageOf(entries, ({ tenantId }) => tenantId);
    return reply(200, {
      items: partners.flatMap((partner) => (partner ? [partnerView(partner.document)] : [])),
      ...paging,
    });
  });
