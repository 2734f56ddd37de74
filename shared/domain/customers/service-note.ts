/** A note on a service request: by the partner's people, or by the desk that looks after it. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentId, documentOf, sortKeyOf } from '../document';
import { foldForSearch, paragraphs, Timestamp } from '../text';
import { plainName } from '../unverified-text';

/** Who wrote it: a user, the desk once its mailbox has been proved, or whoever holds the desk's link, by a name that nobody has checked. */
const WrittenBy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), userId: z.string(), name: z.string() }),
  z.object({ kind: z.literal('desk'), name: z.string().optional(), verified: z.boolean() }),
]);
export type WrittenBy = z.infer<typeof WrittenBy>;

export const ServiceNote = documentOf('service-note', {
  noteId: z.string(),
  sortKey: z.string(),
  customerId: z.string(),
  requestNumber: z.string(),
  text: z.string(),
  /** Whether the customer sees it. */
  shared: z.boolean(),
  by: WrittenBy,
  at: Timestamp,
  searchText: z.string(),
  /** Tells a repeated request from another one under the same Idempotency-Key. */
  fingerprint: z.string(),
});
export type ServiceNote = z.infer<typeof ServiceNote>;

const { textLength, unproved } = limits.serviceRequest;

const noteText = (most: number) => paragraphs(most).refine((text) => text !== '', 'Must not be empty.');

/** What a user writes. */
export const NoteRequest = z.strictObject({
  text: noteText(textLength),
  shared: z.boolean('Must be true or false.').default(false),
});

/** What somebody at the desk writes, and where the request is to stand then. */
export const DeskAnswer = z.strictObject({
  text: noteText(textLength),
  name: plainName(limits.note.nameLength).optional(),
  shared: z.boolean('Must be true or false.').default(false),
  status: z.enum(['open', 'closed'], 'Must be open or closed.').optional(),
});

/** The same from whoever holds the link and has proved nothing. */
export const UnprovedAnswer = z.strictObject({
  text: noteText(unproved.textLength),
  name: plainName(limits.note.nameLength).optional(),
});

/** The document id of a note. */
export function serviceNoteKey(requestNumber: string, noteId: string): string {
  return documentId('service-note', requestNumber, noteId);
}

/** A note as it is kept. */
export function writeNote(details: {
  readonly request: { readonly partnerId: string; readonly customerId: string; readonly number: string };
  readonly noteId: string;
  readonly text: string;
  readonly shared: boolean;
  readonly by: WrittenBy;
  readonly fingerprint: string;
  readonly now: Date;
}): ServiceNote {
  const { request, noteId, text, shared, by, fingerprint, now } = details;
  const at = now.toISOString();
  return {
    id: serviceNoteKey(request.number, noteId),
    partnerId: request.partnerId,
    type: 'service-note',
    schemaVersion: 1,
    noteId,
    sortKey: sortKeyOf(at, noteId),
    customerId: request.customerId,
    requestNumber: request.number,
    text,
    shared,
    by,
    at,
    searchText: foldForSearch(text),
    fingerprint,
  };
}

/** What the API says of it. */
export function noteView({ noteId: id, text, shared, by, at }: ServiceNote) {
  return { id, text, shared, by, at };
}
