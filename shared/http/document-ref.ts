/** Ids that callers give: a malformed one names nothing, just as an unknown one. */
import { limits } from '../catalogue/limits';
import type { DocumentRef } from '../ports';

const plain = /^[^/\\?#\p{Cc}\p{Surrogate}]+$/u;

/** Where the document would be that a caller names; undefined for what cannot be an id. */
export function documentRef(partition: string, id: string, ...prefixes: readonly string[]): DocumentRef | undefined {
  const named = prefixes.length === 0 || prefixes.some((prefix) => id.startsWith(prefix));
  return named && id.length <= limits.idLength && plain.test(id) ? { partition, id } : undefined;
}
