/** How the seals of an audit trail are found. */
import { AuditSeal } from '../domain/activity/audit-seal';
import type { DocumentSchema, Store } from '../ports';

/** What cannot be read as a seal is none. */
export const perhapsSeal: DocumentSchema<AuditSeal | undefined> = {
  parse: (raw) => AuditSeal.safeParse(raw).data,
};

/** The newest seal of a partner's trail. */
export async function newestSeal<T>(
  partners: Store,
  schema: DocumentSchema<T>,
  partition: string,
): Promise<T | undefined> {
  const { items } = await partners.list(schema, { partition, type: 'audit-seal', limit: 1 });
  return items[0]?.document;
}
