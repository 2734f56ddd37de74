/** Lists that are read to their end. */
import { limits } from '../catalogue/limits';
import type { DocumentSchema, ListQuery, Store } from '../ports';

/** Every document of a list, however few of them come with each page. */
export async function wholeList<T>(
  store: Store,
  schema: DocumentSchema<T>,
  query: Omit<ListQuery, 'limit' | 'after'>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let after: string | undefined;
  do {
    const page = await store.list(schema, { ...query, limit: limits.page.maximum, after });
    found.push(...page.items.map(({ document }) => document));
    after = page.next;
  } while (after !== undefined);
  return found;
}
