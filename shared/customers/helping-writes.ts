/** What every operation that helps a customer under delegation adds to its batch. */
import type { Customer } from '../domain/customers/customer';
import { useDelegation } from '../domain/customers/delegation';
import type { Stored, Write } from '../ports';

/** Marks the use, and lets the batch fail when delegation ends meanwhile; whoever writes it then reads again and is judged anew. Empty when there is no active delegation to use. */
export function helpingWrites({ document, etag }: Stored<Customer>, now: Date): readonly Write[] {
  const used = useDelegation(document, now);
  if (!used) return [];
  return used.customer === document
    ? [used.delegation]
    : [{ kind: 'replace', document: used.customer, etag }, used.delegation];
}
