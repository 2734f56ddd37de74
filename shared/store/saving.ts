/** Saving what may have been there before. */
import type { Stored, StoredDocument, Write } from '../ports';

/** Writes the document over the version that was read, or as a new one when there was none. */
export function saved(document: StoredDocument, before: Pick<Stored<unknown>, 'etag'> | undefined): Write {
  return before ? { kind: 'replace', document, etag: before.etag } : { kind: 'create', document };
}
