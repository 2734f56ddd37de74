/** The call to the directory that sets a password, between the intent, which is written before it, and its result. An attempt is never repeated: another one sets another password. */
import { limits } from '../catalogue/limits';
import type { Actor } from '../domain/activity/audit';
import type { Customer } from '../domain/customers/customer';
import type { DirectoryUser } from '../domain/directory/directory-user';
import { temporaryPassword } from '../domain/directory/temporary-password';
import type { Partner } from '../domain/partners/partner';
import type { User } from '../domain/partners/user';
import { endReset, passwordSet, PasswordReset } from '../domain/passwords/password-reset';
import {
  approvalGiven,
  lostAttempt,
  passwordResetMails,
  passwordResetNotification,
  resetAudit,
} from '../domain/passwords/telling';
import { ok, refuse, type Result } from '../domain/refusal';
import {
  isUnavailable,
  type DirectoryRefusal,
  type PasswordOutcome,
  type Ports,
  type Stored,
  type StoredDocument,
  type Write,
} from '../ports';
import { derivedId, uuidOf } from '../signing/derived-id';
import { refusedBy, tenantOf } from './directory-refusals';

export type SettingPorts = Pick<Ports, 'partners' | 'directory' | 'random' | 'reveals'>;

/** An intent that has been written, and everything that its result is told with. */
export interface Intent {
  readonly partner: Partner;
  readonly customer: Customer;
  readonly target: DirectoryUser;
  /** The customer's administrators, who are told. */
  readonly administrators: readonly DirectoryUser[];
  /** Who asked for it, where somebody else has approved. */
  readonly asker?: User | undefined;
  readonly reset: Stored<PasswordReset>;
  /** The reset where the directory has done nothing, for this reason. */
  readonly undone: (reason: DirectoryRefusal['reason'] | 'unavailable') => PasswordReset;
  readonly actor: Actor;
  readonly traceId: string;
  readonly now: Date;
}

const unknown = refuse('unavailable', {
  retryAfterSeconds: 1,
  detail: 'Nobody knows whether the password was set. Ask once more: then another password is set.',
});

/** What a password is sealed about: it opens for no other reset. */
export function sealedAbout({ partnerId, resetId, userId }: PasswordReset): readonly string[] {
  return [partnerId, resetId, userId];
}

/** Asks the directory, and writes what became of it: the password sealed to the link, or that there is none. */
export async function setPassword(ports: SettingPorts, intent: Intent): Promise<Result<PasswordReset>> {
  const { partner, customer, administrators, asker, reset, undone, actor, traceId, now } = intent;
  const { document: begun, etag } = reset;
  const { partnerId } = partner;
  const told = (reason: string) => resetAudit(begun, 'passwordResetFailed', { actor, traceId, now, reason });
  const { password, outcome } = await ask(ports, intent).catch(async (error: unknown) => {
    if (!isUnavailable(error)) throw error;
    // It did nothing, and will be asked again when it answers.
    await ports.partners.write(partnerId, [replaced(undone('unavailable'), etag), ...created([told('unavailable')])]);
    throw error;
  });
  if (outcome.kind === 'refused') {
    await ports.partners.write(partnerId, [replaced(undone(outcome.reason), etag), ...created([told(outcome.reason)])]);
    return refusedBy(outcome);
  }
  if (outcome.kind === 'unknown') {
    const written = await ports.partners.write(partnerId, lost(intent, reset));
    if (!written.ok) await tellLate(ports, intent);
    return unknown;
  }
  const sealed = ports.reveals.seal(password, { publicKey: begun.link.publicKey, about: sealedAbout(begun) });
  const set = passwordSet(begun, sealed, now);
  const written = await ports.partners.write(partnerId, [
    replaced(set, etag),
    ...created([
      ...passwordResetMails(set, customer, administrators, now),
      ...(asker ? approvalGiven(set, { customer, partner, asker, now }) : []),
      passwordResetNotification(set, now),
      resetAudit(set, 'passwordReset', { actor, traceId, now }),
    ]),
  ]);
  if (written.ok) return ok(set);
  return (await tellLate(ports, intent)) === 'ended'
    ? refuse('state-conflict', { detail: 'Another reset has taken the place of this one.' })
    : unknown;
}

/**
 * Somebody else has ended the attempt before its answer came, or changed it: then it ends here, for whoever ends it later tells of it too. Whoever has told of
 * it already has written the same.
 */
async function tellLate({ partners }: SettingPorts, intent: Intent): Promise<'ended' | 'open'> {
  const { partner, customer, administrators, reset, now } = intent;
  const { id, attempts } = reset.document;
  const stored = await partners.read(PasswordReset, { partition: partner.partnerId, id });
  const isOpen = stored?.document.state === 'setting' && stored.document.attempts === attempts;
  const told = created(lostAttempt(reset.document, customer, administrators, now));
  await partners.write(partner.partnerId, isOpen ? lost(intent, stored) : told);
  return isOpen ? 'open' : 'ended';
}

/** Nobody knows what became of the attempt: it ends, and whoever may have another password by now is told. */
function lost(
  { customer, administrators, actor, traceId, now }: Intent,
  { document, etag }: Stored<PasswordReset>,
): readonly Write[] {
  const entry = resetAudit(document, 'passwordResetFailed', { actor, traceId, now, reason: 'unknown' });
  return [
    replaced(endReset(document, 'unknown', now), etag),
    ...created([...lostAttempt(document, customer, administrators, now), entry]),
  ];
}

/** Draws a password and sets it; another one where the directory does not take that. */
async function ask(
  { directory, random }: SettingPorts,
  { partner, customer, target, reset: { document } }: Intent,
): Promise<{ readonly password: string; readonly outcome: PasswordOutcome }> {
  for (let draw = 1; ; draw += 1) {
    const password = temporaryPassword(target, (count) => random.bytes(count));
    const operationId = uuidOf(derivedId('password', document.resetId, document.attempts, draw));
    const attempt = { userId: target.userId, password, operationId };
    const outcome = await directory.setTemporaryPassword(tenantOf(partner, customer), attempt);
    const isAnother = outcome.kind === 'refused' && outcome.reason === 'passwordRefused';
    if (!isAnother || draw === limits.passwordReset.draws) return { password, outcome };
  }
}

function replaced(document: StoredDocument, etag: string): Write {
  return { kind: 'replace', document, etag };
}

function created(documents: readonly StoredDocument[]): readonly Write[] {
  return documents.map((document) => ({ kind: 'create', document }) as const);
}
