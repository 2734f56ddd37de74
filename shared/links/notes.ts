/** Notes to the partner from whoever holds a link: each is kept once however often it is sent, and nobody takes the place of others. */
import { limits } from '../catalogue/limits';
import type { Offer } from '../domain/offers/offer';
import type { Partner } from '../domain/partners/partner';
import { refuse, type Refused } from '../domain/refusal';
import type { Mail } from '../domain/mail/mail';
import { telling } from '../domain/redemptions/note-mails';
import { CodeThrottle, countNote, throttleKey, tooManyNotes, type NoteLimit } from '../domain/throttle';
import { fingerprintOf } from '../http/idempotency';
import type { DocumentSchema, Ports, StoredDocument, Write } from '../ports';
import { mailboxKey } from '../signing/mailbox-key';
import { randomId } from '../signing/random-id';
import { redemptionIdOf } from './code-requests';

/** Others who leave notes at the same moment make the count start again from what they left; once no more are mailed, only their own kind do. */
const attempts = limits.note.mailed.notes + 8;

/** The same id for the same Idempotency-Key; without one, for the same words about the same offer. Notes without a word are never the same. */
export function noteIdOf(
  ports: Pick<Ports, 'random'>,
  details: {
    readonly partner: Partner;
    readonly offer: Offer;
    readonly about: 'refusal' | 'fresh-link';
    readonly said: Readonly<Record<string, string | undefined>>;
    readonly idempotencyKey: string | undefined;
  },
): string {
  const { partner, offer, about, said, idempotencyKey } = details;
  if (idempotencyKey === undefined && Object.values(said).every((value) => !value)) return randomId(ports);
  const told = idempotencyKey ?? `${offer.linkVersion}\0${fingerprintOf(said)}`;
  return redemptionIdOf(partner, offer.offerId, `${about}\0${told}`);
}

/** Keeps a note under the id of its record, with all that goes with it; one that is there already is the result, whoever sends it again. Beyond what is mailed it is kept all the same, and the next mail says how many there were. */
export async function leaveNote<T extends StoredDocument & { readonly fingerprint?: string | undefined }>(
  { partners }: Pick<Ports, 'partners'>,
  note: {
    readonly partner: Partner;
    readonly offer: Offer;
    /** The address that its writer gave. */
    readonly email: string | undefined;
    readonly record: T;
    readonly schema: DocumentSchema<T>;
    readonly others: readonly StoredDocument[];
    readonly mail: Mail;
    readonly now: Date;
  },
): Promise<T | Refused> {
  const { partner, offer, email, record, schema, others, mail, now } = note;
  const partition = partner.partnerId;
  const limitOf = async (kind: NoteLimit, id: string) => {
    const stored = await partners.read(CodeThrottle, { partition, id });
    const document = countNote(kind, id, partition, stored?.document, now);
    const counted: Write = stored ? { kind: 'replace', document, etag: stored.etag } : { kind: 'create', document };
    return { stored, refused: tooManyNotes(kind, stored?.document, now), counted };
  };
  const mailsKey = throttleKey('noteMails', offer.offerId);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const [earlier, writer, mails] = await Promise.all([
      partners.read(schema, { partition, id: record.id }),
      email === undefined
        ? limitOf('withoutAddress', throttleKey('offerNotes', offer.offerId))
        : limitOf('perAddress', throttleKey('addressNotes', `${offer.offerId}~${mailboxKey(partner, email)}`)),
      limitOf('mailed', mailsKey),
    ]);
    if (earlier)
      return earlier.document.fingerprint === record.fingerprint ? earlier.document : refuse('idempotency-key-reused');
    if (writer.refused) return writer.refused;
    const told = mails.refused
      ? [{ kind: 'patch', id: mailsKey, patch: { increment: { unmailed: 1 } } } as const]
      : [mails.counted, { kind: 'create', document: telling(mail, mails.stored?.document.unmailed) } as const];
    const written = await partners.write(partition, [
      ...[record, ...others].map((document) => ({ kind: 'create', document }) as const),
      writer.counted,
      ...told,
    ]);
    if (written.ok) return record;
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}
