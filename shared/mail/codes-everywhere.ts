/** Codes that one mailbox is mailed by all partners together, counted in the partition of the deployment. Nothing there says whose mailbox it is, or whose customer. */
import { createHash } from 'node:crypto';
import { limits } from '../catalogue/limits';
import { refuse, type Refused } from '../domain/refusal';
import { systemPartition } from '../domain/system';
import { CodeThrottle, countCode, tooManyCodesEverywhere } from '../domain/throttle';
import type { Store, Stored } from '../ports';

/** Others who are faster use up the limit, so that nobody starts again more often than this. */
const attempts = limits.confirmationCode.everywhere.codes + 1;

/** What is known of a mailbox before a code is counted for it. */
export function readEverywhere(partners: Store, id: string): Promise<Stored<CodeThrottle> | undefined> {
  return partners.read(CodeThrottle, { partition: systemPartition, id });
}

/** Counts a code, once for its name however often it is tried, after what was read; refuses it when its mailbox had too many. */
export async function countEverywhere(
  partners: Store,
  code: { readonly id: string; readonly name: readonly string[]; readonly now: Date },
  read: Stored<CodeThrottle> | undefined,
): Promise<Refused | undefined> {
  const { id, now } = code;
  const name = createHash('sha256').update(JSON.stringify(code.name)).digest('base64url').slice(0, 16);
  let before = read;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (before?.document.askedAt.some((entry) => entry.endsWith(`~${name}`))) return undefined;
    const refused = tooManyCodesEverywhere(before?.document, now);
    if (refused) return refused;
    const document = countCode(id, systemPartition, before?.document, now, `${now.toISOString()}~${name}`);
    const written = await partners.write(systemPartition, [
      before ? { kind: 'replace', document, etag: before.etag } : { kind: 'create', document },
    ]);
    if (written.ok) return undefined;
    before = await readEverywhere(partners, id);
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}
