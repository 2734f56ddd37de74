/** Notes to the partner from whoever holds a link: each is kept once however often it is sent, and nobody leaves too many. */
import type { Offer } from '../domain/offers/offer';
import type { Partner } from '../domain/partners/partner';
import { refuse, type Refused } from '../domain/refusal';
import { CodeThrottle, countCode, throttleKey, tooManyNotes } from '../domain/throttle';
import { fingerprintOf } from '../http/idempotency';
import type { DocumentSchema, Ports, StoredDocument, Write } from '../ports';
import { mailboxKey } from '../signing/mailbox-key';
import { redemptionIdOf } from './code-requests';

/** Others who leave notes at the same moment make the count start again from what they left. */
const attempts = 8;

/** The same id for the same Idempotency-Key; without one, for the same words about the same offer. Notes without a word are never the same. */
export function noteIdOf(
  { random }: Pick<Ports, 'random'>,
  details: {
    readonly partner: Partner;
    readonly offer: Offer;
    readonly about: 'refusal' | 'fresh-link';
    readonly said: Readonly<Record<string, string | undefined>>;
    readonly idempotencyKey: string | undefined;
  },
): string {
  const { partner, offer, about, said, idempotencyKey } = details;
  if (idempotencyKey === undefined && Object.values(said).every((value) => !value))
    return Buffer.from(random.bytes(16)).toString('base64url');
  const told = idempotencyKey ?? `${offer.linkVersion}\0${fingerprintOf(said)}`;
  return redemptionIdOf(partner, offer.offerId, `${about}\0${told}`);
}

/** Keeps a note under the id of its record, with all that goes with it; one that is there already is the result, whoever sends it again. */
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
    readonly now: Date;
  },
): Promise<T | Refused> {
  const { partner, offer, email, record, schema, others, now } = note;
  const partition = partner.partnerId;
  const throttles = [
    { subject: 'offer', id: throttleKey('offerNotes', offer.offerId) } as const,
    ...(email === undefined
      ? []
      : [{ subject: 'address', id: throttleKey('addressNotes', mailboxKey(partner, email)) } as const]),
  ];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const [earlier, ...counts] = await Promise.all([
      partners.read(schema, { partition, id: record.id }),
      ...throttles.map(async ({ subject, id }) => {
        const stored = await partners.read(CodeThrottle, { partition, id });
        const document = countCode(id, partition, stored?.document, now);
        const write: Write = stored ? { kind: 'replace', document, etag: stored.etag } : { kind: 'create', document };
        return { refused: tooManyNotes(subject, stored?.document, now), write };
      }),
    ]);
    if (earlier)
      return earlier.document.fingerprint === record.fingerprint ? earlier.document : refuse('idempotency-key-reused');
    const refused = counts.find((count) => count.refused)?.refused;
    if (refused) return refused;
    const written = await partners.write(partition, [
      ...[record, ...others].map((document) => ({ kind: 'create', document }) as const),
      ...counts.map(({ write }) => write),
    ]);
    if (written.ok) return record;
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}
