/** What the operator's list of partners goes by. */
import * as z from 'zod';
import { documentId, documentOf, sortKeyOf } from '../document';
import { systemPartition } from '../system';

/** Says that a partner may exist; written before the partner itself, so that no partner is ever missing from the list. */
export const PartnerEntry = documentOf('partner-entry', { sortKey: z.string(), tenantId: z.string() });
export type PartnerEntry = z.infer<typeof PartnerEntry>;

/** The entry of a partner in the operator's list. */
export function partnerEntry(tenantId: string, now: Date): PartnerEntry {
  return {
    id: documentId('partner-entry', tenantId),
    partnerId: systemPartition,
    type: 'partner-entry',
    schemaVersion: 1,
    sortKey: sortKeyOf(now.toISOString(), tenantId),
    tenantId,
  };
}
