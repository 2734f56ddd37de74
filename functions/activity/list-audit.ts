/** The partner's global administrator sees who did what. */
import * as z from 'zod';
import { AuditEntry, auditView } from '../../shared/domain/activity/audit';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object(pageParameters);

/** Lists the audit trail, newest first. */
export const listAudit = (ports: ApiPorts) =>
  userOperation('listAudit', ports, { query: Query }, async ({ query, caller }) => {
    const page = await ports.partners.list(AuditEntry, {
      partition: caller.partnerId,
      type: 'audit',
      limit: query.limit,
      after: query.cursor,
    });
    return reply(200, pageOf(page, auditView));
  });
