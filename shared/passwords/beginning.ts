/** The beginning of a reset: who may have it, and the batch that writes it down before the directory is asked. */
import { helpingWrites } from '../customers/helping-writes';
import type { Actor } from '../domain/activity/audit';
import { Customer } from '../domain/customers/customer';
import { mayAct } from '../domain/customers/acting';
import type { DirectoryUser } from '../domain/directory/directory-user';
import type { Partner } from '../domain/partners/partner';
import { User, userKey } from '../domain/partners/user';
import {
  askReset,
  beginSetting,
  endReset,
  mayApprove,
  mayReset,
  PasswordTurn,
  turnKey,
  type PasswordReset,
  type ResetRequest,
} from '../domain/passwords/password-reset';
import { approvalAsked, resetAudit } from '../domain/passwords/telling';
import { ok, refuse, type Result } from '../domain/refusal';
import type { Ports, Stored, StoredDocument, Write } from '../ports';
import { saved } from '../store/saving';
import { colleaguesWithFullAccess, readTarget } from './asking';
import { takeTurn, turnLost } from './turns';

type BeginningPorts = Pick<Ports, 'partners' | 'directory' | 'secrets'>;

/** Whoever acts, and when. */
interface Doing {
  readonly partner: Partner;
  readonly user: User;
  readonly actor: Actor;
  readonly traceId: string;
  readonly now: Date;
}

/** A reset that is to be written, the first of these writes, and whom it is about. */
export interface Beginning {
  readonly next: PasswordReset;
  readonly customer: Customer;
  readonly target: DirectoryUser;
  /** The customer's administrators, who are told. */
  readonly administrators: readonly DirectoryUser[];
  /** Who asked for it, where somebody else approves. */
  readonly asker?: User;
  readonly writes: readonly Write[];
}

/** Begins a reset that somebody asks for: the directory is to be asked at once, or colleagues whether it may be. */
export async function beginAsked(
  ports: BeginningPorts,
  details: Doing & {
    readonly onRecord: Stored<Customer>;
    readonly userId: string;
    readonly request: ResetRequest;
    /** The same reset as it was, where it begins anew. */
    readonly before: Stored<PasswordReset> | undefined;
    readonly turn: Stored<PasswordTurn> | undefined;
    readonly resetId: string;
    readonly link: PasswordReset['link'];
    readonly fingerprint: string;
  },
): Promise<Result<Beginning>> {
  const { partner, user, actor, onRecord, userId, request, before, turn, resetId, link, fingerprint } = details;
  const { traceId, now } = details;
  const { partnerId } = partner;
  const customer = onRecord.document;
  const read = await readTarget(ports, partner, customer, userId);
  if (!read.ok) return read;
  const { target, administrators } = read.value;
  const may = mayReset(target, { user, partner, customer, now });
  if (!may.ok) return may;
  const { needsApproval } = may.value;
  const asked = askReset({
    ...{ partnerId, customer, target, request, needsApproval, askedBy: user, resetId, link, fingerprint, now },
    ...{ keyId: ports.secrets.keyId, earlier: before?.document },
  });
  if (!asked.ok) return asked;
  const next = needsApproval ? asked.value : beginSetting(asked.value, now);
  const taken = await takeTurn(ports, turn, next, { before, customer, administrators, now });
  if (!taken.ok) return taken;
  const told: StoredDocument[] = [];
  if (needsApproval) {
    const colleagues = await colleaguesWithFullAccess(ports, partnerId);
    const { notification, mails } = approvalAsked(next, { customer, partner, colleagues, now });
    told.push(notification, ...mails);
  }
  return ok({
    ...{ next, customer, target, administrators },
    writes: [
      saved(next, before),
      ...taken.value,
      ...helpingWrites(onRecord, now),
      ...[...told, resetAudit(next, 'passwordResetAsked', { actor, traceId, now })].map((document): Write => ({
        kind: 'create',
        document,
      })),
    ],
  });
}

/** Begins one that a colleague approves. Whoever asked must still be allowed to, and roles are judged as they are now. */
export async function beginApproved(
  ports: Omit<BeginningPorts, 'secrets'>,
  { before, ...doing }: Doing & { readonly before: Stored<PasswordReset> },
): Promise<Result<Beginning>> {
  const { partner, user, actor, traceId, now } = doing;
  const { partnerId: partition } = partner;
  const reset = before.document;
  const [onRecord, asker, turn] = await Promise.all([
    ports.partners.read(Customer, { partition, id: reset.customerId }),
    ports.partners.read(User, { partition, id: userKey(reset.askedBy.userId) }),
    ports.partners.read(PasswordTurn, { partition, id: turnKey(reset.customerId, reset.userId) }),
  ]);
  if (!onRecord) return refuse('not-found');
  const customer = onRecord.document;
  const sees = mayAct({ kind: 'seeUsers' }, { user, partner, customer, now });
  if (!sees.ok) return sees;
  const refused = mayApprove(reset, user, now) ?? turnLost(turn, reset);
  if (refused) return refused;
  const read = await readTarget(ports, partner, customer, reset.userId);
  if (!read.ok) {
    const failed = resetAudit(reset, 'passwordResetFailed', { actor, traceId, now, reason: 'userGone' });
    if (read.refusal === 'not-found')
      await ports.partners.write(partition, [
        { kind: 'replace', document: endReset(reset, 'refused', now), etag: before.etag },
        { kind: 'create', document: failed },
      ]);
    return read;
  }
  const { target, administrators } = read.value;
  const may = mayReset(target, { user, partner, customer, now });
  if (!may.ok) return may;
  const askerMay =
    asker?.document.status === 'active' && mayReset(target, { user: asker.document, partner, customer, now }).ok;
  if (!asker || !askerMay)
    return refuse('state-conflict', { detail: 'Whoever asked for it may not reset this password any more.' });
  const next = beginSetting(reset, now, user);
  const taken = await takeTurn(ports, turn, next, { before, customer, administrators, now });
  if (!taken.ok) return taken;
  return ok({
    ...{ next, customer, target, administrators, asker: asker.document },
    writes: [
      { kind: 'replace', document: next, etag: before.etag },
      { kind: 'create', document: resetAudit(next, 'passwordResetApproved', { actor, traceId, now }) },
      ...taken.value,
      ...helpingWrites(onRecord, now),
    ],
  });
}
