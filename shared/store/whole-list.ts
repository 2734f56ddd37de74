/** Lists that are read to their end. */
import { limits } from '../catalogue/limits';
import type { DocumentSchema, ListQuery, Store } from '../ports';

type WholeQuery = Omit<ListQuery, 'limit' | 'after'>;

/** Every document of a list, however few of them come with each page. */
export async function wholeList<T>(store: Store, schema: DocumentSchema<T>, query: WholeQuery): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pagesOf(store, schema, query)) found.push(...page);
  return found;
}

/** Whether any document of a list holds; nothing is read beyond the page of the first that does. */
export async function someInList<T>(
  store: Store,
  schema: DocumentSchema<T>,
  query: WholeQuery,
  holds: (document: T) => boolean,
): Promise<boolean> {
  for await (const page of pagesOf(store, schema, query)) if (page.some(holds)) return true;
  return false;
}

async function* pagesOf<T>(
  store: Store,
  schema: DocumentSchema<T>,
  query: WholeQuery,
): AsyncGenerator<readonly T[], void> {
  let after: string | undefined;
  do {
    const page = await store.list(schema, { ...query, limit: limits.page.maximum, after });
    yield page.items.map(({ document }) => document);
    after = page.next;
  } while (after !== undefined);
}
