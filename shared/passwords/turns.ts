/** Resets of one person's password take turns: the latest is the one that counts. */
import type { Customer } from '../domain/customers/customer';
import type { DirectoryUser } from '../domain/directory/directory-user';
import {
  endReset,
  PasswordReset,
  resetKey,
  resetStateNow,
  turnOf,
  type PasswordTurn,
} from '../domain/passwords/password-reset';
import { lostAttempt } from '../domain/passwords/telling';
import { ok, refuse, type Refused, type Result } from '../domain/refusal';
import type { Ports, Stored, Write } from '../ports';
import { saved } from '../store/saving';

interface TurnDetails {
  /** The same reset as it was, where it begins anew. */
  readonly before: Stored<PasswordReset> | undefined;
  /** Who is told of an attempt that was never answered. */
  readonly customer: Customer;
  readonly administrators: readonly DirectoryUser[];
  readonly now: Date;
}

/**
 * Gives the turn to a reset, and ends those that had it until now, so that their links show nothing; refuses while the directory is being asked for one of them.
 * One that only waits for approval leaves the link alone that shows the password which is set: nobody may ever approve.
 */
export async function takeTurn(
  { partners }: Pick<Ports, 'partners'>,
  turn: Stored<PasswordTurn> | undefined,
  reset: PasswordReset,
  { before, customer, administrators, now }: TurnDetails,
): Promise<Result<readonly Write[]>> {
  const { partnerId: partition, resetId } = reset;
  const others = await Promise.all(
    [turn?.document.resetId, turn?.document.shownBy]
      .filter((other) => other !== undefined && other !== resetId)
      .map((other = '') => partners.read(PasswordReset, { partition, id: resetKey(other) })),
  );
  const open = others.flatMap((other) => (other && other.document.endedAt === undefined ? [other] : []));
  if (open.some(({ document }) => resetStateNow(document, now) === 'setting')) return refuse('request-in-progress');
  const isShown = ({ document }: Stored<PasswordReset>): boolean =>
    reset.state === 'awaitingApproval' && resetStateNow(document, now) === 'ready';
  const lost = [...open, ...(before ? [before] : [])].filter(({ document }) => isLost(document, now));
  return ok([
    ...lost
      .flatMap(({ document }) => lostAttempt(document, customer, administrators, now))
      .map((document): Write => ({ kind: 'create', document })),
    saved(turnOf(reset, open.find(isShown)?.document.resetId), turn),
    ...open
      .filter((other) => !isShown(other))
      .map(({ document, etag }): Write => ({ kind: 'replace', document: endReset(document, 'superseded', now), etag })),
  ]);
}

/** An attempt that was never answered, and that no timer has written down yet. */
function isLost(reset: PasswordReset, now: Date): boolean {
  return reset.state === 'setting' && resetStateNow(reset, now) === 'unknown';
}

/** Why a reset has lost its turn: what was asked later counts, also where nobody knows what became of this one. */
export function turnLost(
  turn: Stored<PasswordTurn> | undefined,
  { resetId }: Pick<PasswordReset, 'resetId'>,
): Refused | undefined {
  return turn === undefined || turn.document.resetId === resetId
    ? undefined
    : refuse('state-conflict', { detail: 'A later reset of this password has taken its place.' });
}
