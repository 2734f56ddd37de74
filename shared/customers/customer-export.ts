/** Everything that is kept about one customer as one JSON document, made while it is sent. */
import { customerRecordKinds, rowOf } from '../catalogue/records';
import { shownRecord } from '../domain/customers/kept-records';
import type { Store } from '../ports';
import { foundPage, type FoundPage, type Whose } from './found-records';

/** The pieces of the document. A digest tells of other customers too, and its own part stands in the notifications. Each record is as it was when its page was read, after the export began. */
export async function* exportPieces(
  partners: Store,
  whose: Whose,
  head: Readonly<Record<string, unknown>>,
): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(JSON.stringify(head).slice(0, -1));
  for (const kind of customerRecordKinds) {
    const row = rowOf(kind);
    if (row.about !== 'customer' || row.exportedAs === undefined || kind === 'customer') continue;
    yield encoder.encode(`,${JSON.stringify(row.exportedAs)}:[`);
    let written = 0;
    let page: FoundPage | undefined;
    do {
      page = await foundPage(partners, kind, whose, page?.next);
      const own = page.records.filter(({ document }) => document.kind !== 'changesDigest');
      const shown = own.map(({ document }) => JSON.stringify(shownRecord(kind, document)));
      if (shown.length > 0) yield encoder.encode(`${written > 0 ? ',' : ''}${shown.join(',')}`);
      written += shown.length;
    } while (page.next !== undefined);
    yield encoder.encode(']');
  }
  yield encoder.encode('}');
}
