/** Hashes of audit entries and of the seals over them, and the signature of a seal. */
import canonicalize from 'canonicalize';
import { createHash, createHmac } from 'node:crypto';
import * as z from 'zod';
import type { AuditSeal, SealContent, SealedEntry } from '../domain/activity/audit-seal';
import type { Partner } from '../domain/partners/partner';
import type { Secrets } from '../ports';
import { coverId } from './sealed-text';
import { sameSecret } from './secrets';

type Salted = Pick<Partner, 'idSalt'>;

/** An entry as it is stored, whatever became of it. */
export const RawEntry = z.looseObject({
  id: z.string().catch(''),
  entryId: z.string().catch(''),
  sortKey: z.string().catch(''),
});
export type RawEntry = z.infer<typeof RawEntry>;

const atLength = '2026-01-31T00:00:00.000Z'.length;

/** What is sealed of an entry. */
export function sealedEntry(partner: Salted, entry: RawEntry): SealedEntry {
  const { entryId, sortKey } = entry;
  return { id: coverId(partner, entryId), at: sortKey.slice(0, atLength), hash: entryHash(partner, entry) };
}

/**
 * The hash of everything that is stored of an entry. What may tell of a person goes in as a commitment, keyed with the partner's salt, so that
 * the hash can still be checked when a pseudonym has taken a person's place and the commitment was kept.
 */
function entryHash(partner: Salted, { ttl: _kept, subject, customerId, actor, ...plain }: RawEntry): string {
  const { kind, ...who } =
    typeof actor === 'object' && actor !== null ? { kind: undefined, ...actor } : { kind: actor };
  const personal = { subject, customerId, ...who };
  const commitments = Object.fromEntries(
    Object.entries(personal).flatMap(([field, value]) =>
      value === undefined ? [] : [[field, commitment(partner, plain.id, field, value)]],
    ),
  );
  return hashOf('audit-entry', { ...plain, actor: kind, commitments });
}

function commitment({ idSalt }: Salted, id: string, field: string, value: unknown): string {
  return createHmac('sha256', idSalt)
    .update(`kesher/audit-field\0${id}\0${field}\0${canonicalize(value) ?? ''}`)
    .digest('base64url');
}

/** The hash of a seal. */
export function sealHash({ partnerId, number, sortKey, entries, sealedAt, previous }: SealContent): string {
  return hashOf('audit-seal', { partnerId, number, sortKey, entries, sealedAt, previous });
}

/** The seal with its hash, signed with the key of today: whoever can write to the database alone cannot make one. */
export function signSeal(secrets: Secrets, content: SealContent): Pick<AuditSeal, 'hash' | 'keyId' | 'mac'> {
  const hash = sealHash(content);
  const { keyId } = secrets;
  return { hash, keyId, mac: macOfSeal(secrets, { ...content, hash, keyId }) };
}

/** Whether a seal is as it was signed, by a key that is still there. */
export function isSigned(secrets: Secrets, seal: AuditSeal): boolean {
  return seal.hash === sealHash(seal) && secrets.knows(seal.keyId) && sameSecret(seal.mac, macOfSeal(secrets, seal));
}

function macOfSeal(
  secrets: Secrets,
  { partnerId, number, hash, keyId }: Pick<AuditSeal, 'partnerId' | 'number' | 'hash' | 'keyId'>,
): string {
  return secrets.derive(keyId, 'audit-seal', partnerId, String(number), hash);
}

function hashOf(purpose: string, value: object): string {
  return createHash('sha256')
    .update(`kesher/${purpose}\0${canonicalize(value) ?? ''}`)
    .digest('base64url');
}
