/** The partner's global administrator sees who did what, or takes the trail along as a file. */
import * as z from 'zod';
import { auditColumns } from '../../shared/audit/audit-columns';
import { auditSearchParameters, entriesThatAre } from '../../shared/audit/audit-search';
import { AuditEntry, auditView, type AuditView } from '../../shared/domain/activity/audit';
import { utcDay } from '../../shared/domain/utc-day';
import { exportParameters, listReply } from '../../shared/http/list-export';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { placeOf, sealedPageOf, sealedPageParameters } from '../../shared/http/sealed-paging';
import type { ListPage } from '../../shared/ports';
import { coverId } from '../../shared/signing/sealed-text';

const Query = z.object({ ...sealedPageParameters, ...exportParameters, ...auditSearchParameters });

/** Lists the audit trail, newest first, by who, for whom, what and when; what it tells of customers to those alone who may see it. */
export const listAudit = (ports: ApiPorts) =>
  userOperation('listAudit', ports, { query: Query }, async ({ request, query, caller, now }) => {
    const { partnerId: partition, user, sight } = caller;
    const partner = caller.partner.document;
    const where = entriesThatAre(query, { user, partner, sight });
    if (!where.ok) return where;
    const after = placeOf(partner, query.cursor);
    if (!after.ok) return after;
    const shown = { parse: (raw: unknown) => auditView(AuditEntry.parse(raw), sight, (id) => coverId(partner, id)) };
    return listReply<AuditView>(
      { request, query: { ...query, cursor: after.value }, caller },
      {
        page: (position) => ports.partners.list(shown, { partition, type: 'audit', where: where.value, ...position }),
        view: (entry) => entry,
        body: (page: ListPage<AuditView>, view) => sealedPageOf(partner, page, view),
        file: (texts) => ({
          title: texts.say('export.audit'),
          plainTitle: 'audit',
          nameEnd: utcDay(now),
          columns: auditColumns(texts),
        }),
      },
    );
  });
