/** Seals over the audit trail: each holds what a run of entries was and which seal came before, so that no entry changes unnoticed. */
import * as z from 'zod';
import { documentId, documentOf } from '../document';
import { systemPartition } from '../system';
import { Timestamp } from '../text';

/** What a seal holds of an entry: its id as the list shows it, when it was, and the hash of it. */
const SealedEntry = z.object({ id: z.string(), at: z.string(), hash: z.string() });
export type SealedEntry = z.infer<typeof SealedEntry>;

export const AuditSeal = documentOf('audit-seal', {
  /** Counts from 1. */
  number: z.int().min(1),
  /** That of its last entry: it seals all up to there from that of the seal before. */
  sortKey: z.string(),
  entries: z.array(SealedEntry),
  sealedAt: Timestamp,
  /** The hash of the seal before; the first has none. */
  previous: z.string(),
  hash: z.string(),
  /** The key that signed the hash. Signing anew changes these two alone. */
  keyId: z.string(),
  mac: z.string(),
});
export type AuditSeal = z.infer<typeof AuditSeal>;

/** What the hash of a seal is over. */
export type SealContent = Omit<AuditSeal, 'id' | 'type' | 'schemaVersion' | 'hash' | 'keyId' | 'mac'>;

/** The id of a partner's seal of that number: of two that are made at once, one is created. */
export function auditSealKey(number: number): string {
  return documentId('audit-seal', String(number));
}

/** What the next seal of a chain says. */
export function nextSeal(
  partnerId: string,
  head: Pick<AuditSeal, 'number' | 'hash'> | undefined,
  run: { readonly entries: readonly SealedEntry[]; readonly sortKey: string },
  now: Date,
): SealContent {
  return {
    partnerId,
    number: (head?.number ?? 0) + 1,
    sortKey: run.sortKey,
    entries: [...run.entries],
    sealedAt: now.toISOString(),
    previous: head?.hash ?? '',
  };
}

/** Where the round of all partners whose entries are sealed goes on; absent at its beginning. */
export const AuditRound = documentOf('audit-round', { after: z.string().optional() });
export type AuditRound = z.infer<typeof AuditRound>;

export const auditRoundRef = { partition: systemPartition, id: 'audit-round' } as const;

/** Why the trail is not whole at an entry. */
export type Misfit = 'changed' | 'removed' | 'inserted';

/** The entries that are not what was sealed, the earliest first. */
export function misfitsIn(
  sealed: readonly SealedEntry[],
  found: readonly SealedEntry[],
): readonly (SealedEntry & { readonly problem: Misfit })[] {
  const left = new Map(sealed.map((entry) => [entry.id, entry]));
  const misfits: (SealedEntry & { readonly problem: Misfit })[] = [];
  for (const entry of found) {
    const then = left.get(entry.id);
    left.delete(entry.id);
    if (!then) misfits.push({ ...entry, problem: 'inserted' });
    else if (then.hash !== entry.hash) misfits.push({ ...then, problem: 'changed' });
  }
  const removed = [...left.values()].map((entry) => ({ ...entry, problem: 'removed' }) as const);
  return [...removed, ...misfits].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}
