/** Resets of one person's password take turns: the latest is the one that counts. */
import {
  endReset,
  PasswordReset,
  resetKey,
  resetStateNow,
  type PasswordTurn,
} from '../domain/passwords/password-reset';
import { ok, refuse, type Result } from '../domain/refusal';
import type { Ports, Stored, Write } from '../ports';

/** Ends the reset that had the turn until now, so that its link shows nothing; refuses while the directory is being asked for it. */
export async function supersede(
  { partners }: Pick<Ports, 'partners'>,
  turn: Stored<PasswordTurn> | undefined,
  { partnerId, resetId }: Pick<PasswordReset, 'partnerId' | 'resetId'>,
  now: Date,
): Promise<Result<readonly Write[]>> {
  const other = turn?.document.resetId;
  if (other === undefined || other === resetId) return ok([]);
  const stored = await partners.read(PasswordReset, { partition: partnerId, id: resetKey(other) });
  if (!stored) return ok([]);
  const { document, etag } = stored;
  if (resetStateNow(document, now) === 'setting') return refuse('request-in-progress');
  if (document.endedAt !== undefined) return ok([]);
  return ok([{ kind: 'replace', document: endReset(document, 'superseded', now), etag }]);
}
