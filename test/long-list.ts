/** A list of offers that goes on and on: none of it is stored anywhere. */
import type { DocumentSchema, ListPage, ListQuery } from '../shared/ports';
import { WatchedStore } from './watched-store';
import { noa, World } from './world';

/** Gives as many offers as are wanted, a page at a time, all like the one that there is. */
class LongList extends WatchedStore {
  /** Called with each page before it is handed over. */
  made: (page: readonly object[]) => void = () => undefined;
  rows = 0;

  override async list<T>(schema: DocumentSchema<T>, query: ListQuery): Promise<ListPage<T>> {
    const { items } = await super.list(schema, { partition: query.partition, type: query.type, limit: 1 });
    const [pattern] = items;
    if (!pattern) return { items };
    const from = Number(query.after ?? 0);
    const page = Array.from({ length: Math.min(query.limit, this.rows - from) }, (_, index) => {
      const document = { ...pattern.document, offerId: `offer-${from + index}`, summaryId: `KSH-${from + index}` };
      return { ...pattern, document };
    });
    this.made(page);
    const next = from + page.length;
    return next < this.rows ? { items: page, next: String(next) } : { items: page };
  }
}

/** The workbook of so many offers, in the pieces in which it is sent; the store is told first. */
export async function longWorkbook(
  rows: number,
  made: LongList['made'] = () => undefined,
): Promise<{ readonly pieces: AsyncIterable<Uint8Array>; readonly close: () => void }> {
  const world = new World({
    store: (inner) => {
      const store = new LongList(inner);
      [store.rows, store.made] = [rows, made];
      return store;
    },
  });
  await world.addPartner();
  await world.invite({ reference: 'תקווה בע״מ' });
  const { body } = await world.answer('listOffers', { as: noa, query: { format: 'xlsx', language: 'he' } });
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array)
    throw new Error('It was not sent in pieces.');
  return { pieces: body, close: () => world.close() };
}

/** Collects what nobody holds, in a process that was not asked to show how. */
export async function garbageCollection(): Promise<() => void> {
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([import('node:v8'), import('node:vm')]);
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('Memory cannot be measured here.');
  return () => void Reflect.apply(collect, undefined, []);
}
