/** The erasure of a customer's people: what is still to be done, and, once it is done, that it was. */
import * as z from 'zod';
import { Actor } from '../activity/audit';
import { documentId, documentOf } from '../document';
import { Timestamp } from '../text';

/** Running until everything found was met once; closing until calls that had begun before are over, too, and met what they left. */
export const Erasure = documentOf('erasure', {
  customerId: z.string(),
  state: z.enum(['running', 'closing', 'done']),
  by: Actor,
  /** The company's name goes too. */
  company: z.boolean(),
  begunAt: Timestamp,
  /** How far it has come: the kind of records, and where among them. */
  kind: z.string().optional(),
  after: z.string().optional(),
  /** Who is erased, and the secret of their pseudonyms, so that nobody but Kesher can read it; gone when it is done. */
  sealed: z.string().optional(),
  keyId: z.string().optional(),
  /** How many people, and how many of their records. */
  people: z.int(),
  records: z.int(),
  doneAt: Timestamp.optional(),
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
});
export type Erasure = z.infer<typeof Erasure>;

/** The queue in which erasures wait that are not done. */
export const erasureQueue = 'erasures';

/** The document id of a customer's erasure: a later one takes its place. */
export function erasureKey(customerId: string): string {
  return documentId('erasure', customerId);
}
