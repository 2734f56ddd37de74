/** The reset of one person's password at a customer: what was asked, whether it may be done, what became of it, and for how long its link shows it. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { secondsKept } from '../../catalogue/records';
import { mayAct, type AllowedBy } from '../customers/acting';
import type { Customer } from '../customers/customer';
import { administers, isGlobalAdministrator, type DirectoryUser } from '../directory/directory-user';
import { documentId, documentOf, sortKeyOf } from '../document';
import { codeTries } from '../mailed-code';
import { sameMailbox } from '../mailbox';
import type { Partner } from '../partners/partner';
import type { User } from '../partners/user';
import { ok, refuse, refuseFields, type Refused, type Result } from '../refusal';
import { addDays, Language, Timestamp } from '../text';

/** What whoever holds the link needs besides it. */
export const SecondFactor = z.enum(['none', 'mail'], 'Must be none or mail.');
export type SecondFactor = z.infer<typeof SecondFactor>;

/** What a partner sends to reset a password. */
export const ResetRequest = z.strictObject({
  secondFactor: SecondFactor.default('none'),
  /** The language of the page that shows it. */
  language: Language.optional(),
});
export type ResetRequest = z.infer<typeof ResetRequest>;

const states = [
  /** Somebody else of the partner has to approve it; nothing has been done. */
  'awaitingApproval',
  /** The directory is being asked, or the call was lost. */
  'setting',
  /** Set: the link shows it, once. */
  'ready',
  'shown',
  /** Nobody knows whether it was set, nor ever will: another one takes its place. */
  'unknown',
  /** The directory did nothing: it refused, or was too busy. It keeps its place, so that what is written about it next has an id of its own. */
  'refused',
  /** Nobody looked in time, nobody approved in time, somebody took it back, another reset took its place, or the code was guessed at too often. */
  'expired',
  'lapsed',
  'withdrawn',
  'superseded',
  'locked',
] as const;
export const ResetState = z.enum(states, `Must be one of ${states.join(', ')}.`);
export type ResetState = z.infer<typeof ResetState>;

const Colleague = z.object({ userId: z.string(), name: z.string() });

/** The password as nobody reads it who lacks the link, or the keys of this deployment. */
export const SealedPassword = z.object({ keyId: z.string(), ephemeral: z.string(), box: z.string() });
export type SealedPassword = z.infer<typeof SealedPassword>;

export const PasswordReset = documentOf('password-reset', {
  resetId: z.string(),
  sortKey: z.string(),
  revision: z.int(),
  customerId: z.string(),
  companyName: z.string(),
  /** Whose password. */
  userId: z.string(),
  userName: z.string(),
  userEmail: z.string(),
  state: ResetState,
  needsApproval: z.boolean(),
  askedBy: Colleague,
  askedAt: Timestamp,
  approvedBy: Colleague.optional(),
  approvedAt: Timestamp.optional(),
  language: Language,
  secondFactor: SecondFactor,
  /** The address elsewhere, as the directory has it, that a code goes to. */
  codeTo: z.string().optional(),
  /** Of the secret in the link, which is stored nowhere, what passwords are sealed to. `keyId` is the key that it was derived with, where it can be derived again. */
  link: z.object({ publicKey: z.string(), keyId: z.string().optional() }),
  /** Tells a repeated request from another one under the same Idempotency-Key. */
  fingerprint: z.string(),
  /** Until when the state lasts by itself: an approval, a call to the directory, or the link. */
  expiresAt: Timestamp,
  /** How often the directory was asked, each time to set another password. */
  attempts: z.int(),
  sealed: SealedPassword.optional(),
  setAt: Timestamp.optional(),
  /** When it was shown, or came to another end. */
  endedAt: Timestamp.optional(),
  /** The codes of the second factor: how many were mailed, and what was tried. */
  number: z.int(),
  keyId: z.string(),
  codeAskedAt: Timestamp.optional(),
  codeAskedWith: z.string().optional(),
  ...codeTries,
  /** While time has something to do for it. */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
});
export type PasswordReset = z.infer<typeof PasswordReset>;

/** Which reset somebody's password waits for, so that no two are under way at once. */
export const PasswordTurn = documentOf('password-turn', {
  customerId: z.string(),
  resetId: z.string(),
  /** An earlier one whose link still shows the password that is set, while the latest waits for approval. */
  shownBy: z.string().optional(),
});
export type PasswordTurn = z.infer<typeof PasswordTurn>;

/** The queue in which resets wait for what time does to them. */
export const resetQueue = 'password-resets';

/** The document id of a reset. */
export function resetKey(resetId: string): string {
  return documentId('password-reset', resetId);
}

/** The document id of the turn that somebody's password takes. */
export function turnKey(customerId: string, userId: string): string {
  return documentId('password-turn', customerId, userId);
}

/** The turn, once it is this reset's. */
export function turnOf({ partnerId, customerId, userId, resetId }: PasswordReset, shownBy?: string): PasswordTurn {
  const id = turnKey(customerId, userId);
  return {
    id,
    partnerId,
    type: 'password-turn',
    schemaVersion: 1,
    ttl: secondsKept('password-turn'),
    customerId,
    resetId,
    ...(shownBy === undefined ? {} : { shownBy }),
  };
}

/** Where the reset stands at this moment, whatever timer has run. */
export function resetStateNow({ state, expiresAt }: Pick<PasswordReset, 'state' | 'expiresAt'>, now: Date): ResetState {
  return now.getTime() >= Date.parse(expiresAt) ? (overtaken[state] ?? state) : state;
}

/** What the same request again means: the reset as it is; another attempt, where nobody knows what became of it or the directory did nothing; or a refusal. */
export function repetitionOf(
  earlier: PasswordReset,
  { fingerprint, link, now }: Pick<PasswordReset, 'fingerprint' | 'link'> & { readonly now: Date },
): 'same' | 'anew' | Refused {
  if (earlier.fingerprint !== fingerprint) return refuse('idempotency-key-reused');
  if (earlier.link.publicKey !== link.publicKey) return linkLost;
  const state = resetStateNow(earlier, now);
  if (state === 'setting') return refuse('request-in-progress');
  return state === 'unknown' || state === 'refused' ? 'anew' : 'same';
}

const linkLost = refuse('state-conflict', {
  detail: 'The key that its link was made with has been taken out of the settings. Ask for another reset.',
});

/** What time makes of a state. */
const overtaken: Readonly<Partial<Record<ResetState, ResetState>>> = {
  awaitingApproval: 'lapsed',
  setting: 'unknown',
  ready: 'expired',
};

/** Whether this user of the partner may reset this person's password now; and whether a colleague has to agree. Judged by the roles that the person has at this moment. */
export function mayReset(
  target: DirectoryUser,
  acting: { readonly user: User; readonly partner: Partner; readonly customer: Customer; readonly now: Date },
): Result<{ readonly allowedBy: AllowedBy; readonly needsApproval: boolean }> {
  const may = mayAct({ kind: 'resetPassword', target: administers(target) }, acting);
  if (!may.ok) return may;
  const elsewhere = passwordElsewhere[target.passwordIn];
  if (elsewhere !== undefined) return refuse('state-conflict', { detail: elsewhere });
  return ok({ allowedBy: may.value, needsApproval: isGlobalAdministrator(target) });
}

const passwordElsewhere: Readonly<Record<DirectoryUser['passwordIn'], string | undefined>> = {
  directory: undefined,
  onPremises:
    'This person is synchronised from the customer’s own Active Directory: reset the password there, and it reaches the cloud with the next synchronisation.',
  federated:
    'This person signs in at an identity provider of the customer’s own (the domain is federated): reset the password there.',
};

/** Where a code can be mailed to that proves that it is this person: an address elsewhere, which the directory has, and which is read without the password that is being reset. */
export function codeAddressOf({
  email,
  mailbox = email,
  alternateAddresses,
}: Pick<DirectoryUser, 'email' | 'mailbox' | 'alternateAddresses'>): string | undefined {
  const own = [email, mailbox].map(sameMailbox);
  return alternateAddresses.find((address) => !own.includes(sameMailbox(address)));
}

/** What somebody asks for: a reset that has not begun. */
export function askReset(details: {
  readonly partnerId: string;
  readonly customer: Pick<Customer, 'id' | 'companyName' | 'language'>;
  readonly target: DirectoryUser;
  readonly request: ResetRequest;
  readonly needsApproval: boolean;
  readonly askedBy: { readonly userId: string; readonly name: string };
  readonly resetId: string;
  readonly link: PasswordReset['link'];
  readonly fingerprint: string;
  readonly keyId: string;
  /** The same request, when nobody knows what became of it. */
  readonly earlier: PasswordReset | undefined;
  readonly now: Date;
}): Result<PasswordReset> {
  const { partnerId, customer, target, request, needsApproval, askedBy, resetId, link, fingerprint, keyId } = details;
  const { earlier, now } = details;
  const codeTo = request.secondFactor === 'mail' ? codeAddressOf(target) : undefined;
  if (request.secondFactor === 'mail' && codeTo === undefined) return noAddress;
  const askedAt = now.toISOString();
  return ok({
    id: resetKey(resetId),
    partnerId,
    type: 'password-reset',
    schemaVersion: 1,
    resetId,
    sortKey: sortKeyOf(askedAt, resetId),
    revision: (earlier?.revision ?? 0) + 1,
    customerId: customer.id,
    companyName: customer.companyName,
    userId: target.userId,
    userName: target.name,
    userEmail: target.email,
    state: 'awaitingApproval',
    needsApproval,
    askedBy: { userId: askedBy.userId, name: askedBy.name },
    askedAt,
    language: request.language ?? customer.language,
    secondFactor: request.secondFactor,
    ...(codeTo === undefined ? {} : { codeTo }),
    link,
    fingerprint,
    attempts: earlier?.attempts ?? 0,
    number: earlier?.number ?? 0,
    keyId,
    tries: 0,
    ...until(addDays(now, limits.passwordReset.approvalHours / 24)),
  });
}

const noAddress: Refused = refuseFields({
  pointer: '/secondFactor',
  detail: 'The directory has no alternate address of this person that a code could be mailed to. Choose none.',
});

function until(moment: Date) {
  const expiresAt = moment.toISOString();
  return { expiresAt, queue: resetQueue, dueAt: expiresAt };
}

function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

/** The directory is going to be asked. Whoever is asked before that is over is told to wait; afterwards nobody knows what became of it. */
export function beginSetting(
  reset: PasswordReset,
  now: Date,
  approvedBy?: { readonly userId: string; readonly name: string },
): PasswordReset {
  // One that was lost begins anew.
  const { endedAt: _endedAt, ttl: _ttl, sealed: _sealed, ...kept } = reset;
  return {
    ...kept,
    revision: kept.revision + 1,
    state: 'setting',
    attempts: kept.attempts + 1,
    ...(approvedBy && {
      approvedBy: { userId: approvedBy.userId, name: approvedBy.name },
      approvedAt: now.toISOString(),
    }),
    ...until(after(now, limits.passwordReset.leaseSeconds)),
  };
}

/** The directory has set it: the link shows it from now on for a quarter of an hour. */
export function passwordSet(reset: PasswordReset, sealed: SealedPassword, now: Date): PasswordReset {
  const { revision, ...kept } = reset;
  return {
    ...kept,
    revision: revision + 1,
    state: 'ready',
    sealed,
    setAt: now.toISOString(),
    ...until(after(now, limits.passwordReset.shownForMinutes * 60)),
  };
}

/** It has come to an end: whatever was sealed is gone, and nothing more happens to it. */
export function endReset(
  reset: PasswordReset,
  state: Exclude<ResetState, 'awaitingApproval' | 'setting' | 'ready'>,
  now: Date,
): PasswordReset {
  const { sealed: _sealed, queue: _queue, dueAt: _dueAt, codeTo, lastGuess: _guess, ...kept } = reset;
  return {
    ...kept,
    // What was lost may be approved once more, and its code then goes where it would have gone.
    ...(state === 'unknown' && reset.needsApproval && codeTo !== undefined ? { codeTo } : {}),
    revision: kept.revision + 1,
    state,
    endedAt: now.toISOString(),
    ttl: secondsKept('password-reset'),
  };
}

/** What somebody may approve: it waits for that, or has been approved and nobody knows what became of it. */
export function mayApprove(reset: PasswordReset, approver: Pick<User, 'userId'>, now: Date): Refused | undefined {
  if (reset.askedBy.userId === approver.userId)
    return refuse('forbidden', { detail: 'Whoever asked for a reset cannot approve it: a colleague has to.' });
  const state = resetStateNow(reset, now);
  if (state === 'setting') return refuse('request-in-progress');
  const lapses = Date.parse(reset.askedAt) + limits.passwordReset.approvalHours * 3_600_000;
  const wasLost = state === 'unknown' && reset.needsApproval && now.getTime() < lapses;
  const isOpen = state === 'awaitingApproval' || wasLost;
  return isOpen ? undefined : refuse('state-conflict', { detail: `There is nothing to approve: it is ${state}.` });
}

/** Whether it is over, so that nothing of it can be taken back. */
export function isOver(reset: PasswordReset, now: Date): boolean {
  return !['awaitingApproval', 'ready'].includes(resetStateNow(reset, now));
}

/** What the API says of a reset at this moment: never the password, nor the link. */
export function resetView(reset: PasswordReset, now: Date) {
  const { resetId: id, customerId, companyName, userId, userName: name, userEmail: email } = reset;
  const { secondFactor, language, needsApproval, askedBy, askedAt: createdAt, approvedBy, approvedAt } = reset;
  const { expiresAt, setAt, endedAt } = reset;
  const status = resetStateNow(reset, now);
  return {
    id,
    status,
    customerId,
    companyName,
    user: { userId, name, email },
    secondFactor,
    language,
    needsApproval,
    askedBy,
    createdAt,
    approvedBy,
    approvedAt,
    expiresAt,
    setAt,
    shownAt: status === 'shown' ? endedAt : undefined,
    endedAt,
  };
}
