/** The end of something as one atomic batch. */
import type { Ending } from '../domain/customers/ending';
import type { StoredDocument, Write } from '../ports';

/** Everything at once, under the version that was read. */
export function endingWrites(ending: Ending<StoredDocument>, etag: string): readonly Write[] {
  const { changed, delegations, notification, mails, audit } = ending;
  return [
    { kind: 'replace', document: changed, etag },
    ...delegations,
    ...[notification, ...mails, audit].map((document) => ({ kind: 'create', document }) as const),
  ];
}
