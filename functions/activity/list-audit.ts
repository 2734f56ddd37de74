/** The partner's global administrator sees who did what. */
import * as z from 'zod';
import { AuditEntry, auditView } from '../../shared/domain/activity/audit';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { placeOf, sealedPageOf, sealedPageParameters } from '../../shared/http/sealed-paging';
import { coverId } from '../../shared/signing/sealed-text';

const Query = z.object(sealedPageParameters);

/** Lists the audit trail, newest first; what it tells of customers to those alone who may see it. */
export const listAudit = (ports: ApiPorts) =>
  userOperation('listAudit', ports, { query: Query }, async ({ query, caller }) => {
    const { partnerId: partition, sight } = caller;
    const partner = caller.partner.document;
    const after = placeOf(partner, query.cursor);
    if (!after.ok) return after;
    const page = await ports.partners.list(AuditEntry, {
      partition,
      type: 'audit',
      limit: query.limit,
      after: after.value,
    });
    const cover = (id: string): string => coverId(partner, id);
    return reply(
      200,
      sealedPageOf(partner, page, (document) => auditView(document, sight, cover)),
    );
  });
