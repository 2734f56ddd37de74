/** Who did what, for whom and when: written with the change itself. */
import * as z from 'zod';
import { documentId, documentOf, sortKeyOf } from '../document';
import { Timestamp } from '../text';
import { asSeen, fields, type Sight } from '../visibility';

export const Actor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), userId: z.string(), name: z.string() }),
  z.object({ kind: z.literal('operator'), userId: z.string() }),
  /** Somebody who holds a link, or an access page's when there is no redemption; who they are is known only once the mailed code is right. */
  z.object({ kind: z.literal('customer'), redemptionId: z.string().optional() }),
  z.object({ kind: z.literal('mailService') }),
  /** Somebody at the desk that looks after a service request; `verified` once the desk's mailbox has entered a code. */
  z.object({ kind: z.literal('desk'), verified: z.boolean() }),
  /** Whoever reads at the mailbox that a mailing went to, by the link in it. */
  z.object({ kind: z.literal('recipient') }),
  /** What time does by itself. */
  z.object({ kind: z.literal('upkeep') }),
]);
export type Actor = z.infer<typeof Actor>;

export const AuditAction = z.enum([
  'partnerCreated',
  'partnerUpdated',
  'companyUpdated',
  'userCreated',
  'userUpdated',
  'userRemoved',
  'trialInvitationCreated',
  'purchaseOfferCreated',
  'delegationOfferCreated',
  'offerCopied',
  'offerReplaced',
  'offerRevoked',
  'linkRotated',
  'offerSent',
  'offerMailResent',
  'offerMailStopped',
  'redemptionRequested',
  'codeResent',
  'redemptionConfirmed',
  'accessCodeAsked',
  'accessOpened',
  'administratorChangeAsked',
  'administratorChanged',
  'claimCodeAsked',
  'claimProved',
  'administratorClaimed',
  'administratorClaimStopped',
  'delegationEnded',
  'partnerOfRecordEnded',
  'keysApplied',
  'askAnswered',
  'subscriptionQuantityChanged',
  'subscriptionSuspended',
  'subscriptionResumed',
  'subscriptionCancelled',
  'subscriptionRenewalTurnedOn',
  'subscriptionRenewalTurnedOff',
  'customerUpdated',
  'customerExported',
  'customerErasureBegun',
  'customerErased',
  'subscriptionRenewed',
  'subscriptionExpired',
  'subscriptionDisabled',
  'subscriptionDeleted',
  'provisioningReported',
  'serviceRequestRaised',
  'serviceRequestChanged',
  'serviceRequestNoted',
  'serviceRequestAnswered',
  'deskCodeAsked',
  'deskOpened',
  'notificationPreferencesChanged',
  'domainDoubted',
  'offerDeclined',
  'freshLinkRequested',
  'mailRetried',
  'addressSuppressed',
  'suppressionLifted',
  'mailStopped',
  'mailResumed',
  'productKeysLoaded',
  'productKeyWithdrawn',
  'passwordResetAsked',
  'passwordResetApproved',
  'passwordReset',
  'passwordResetFailed',
  'passwordResetWithdrawn',
  'passwordResetEnded',
  'passwordRevealed',
  'revealCodeAsked',
]);
export type AuditAction = z.infer<typeof AuditAction>;

export const AuditEntry = documentOf('audit', {
  entryId: z.string(),
  sortKey: z.string(),
  at: Timestamp,
  actor: Actor,
  action: AuditAction,
  /** The id of what was changed. */
  subject: z.string(),
  customerId: z.string().optional(),
  /** What it was before and after, where the entry says so. */
  changes: z
    .array(z.object({ field: z.string(), before: z.string().optional(), after: z.string().optional() }))
    .optional(),
  traceId: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The audit entry of a change. */
export function audit(
  partnerId: string,
  entry: Pick<AuditEntry, 'entryId' | 'actor' | 'action' | 'subject' | 'traceId'> & {
    readonly customerId?: string;
    readonly changes?: NonNullable<AuditEntry['changes']>;
  },
  now: Date,
): AuditEntry {
  const at = now.toISOString();
  return {
    id: documentId('audit', entry.entryId),
    partnerId,
    type: 'audit',
    schemaVersion: 1,
    sortKey: sortKeyOf(at, entry.entryId),
    at,
    ...entry,
  };
}

export type AuditView = ReturnType<typeof auditView>;

/** What the API says of an audit entry to somebody of this sight; `cover` makes of its id, which may tell whom it is about, one that tells nothing. */
export function auditView(entry: AuditEntry, sight: Sight, cover: (id: string) => string) {
  const { entryId, at, actor, action, subject, customerId, changes, traceId } = entry;
  const view = {
    id: cover(entryId),
    at,
    actor: asSeen(actor, fields.actor, sight),
    action,
    subject,
    ...(customerId === undefined ? {} : { customerId }),
    ...(changes === undefined ? {} : { changes }),
    traceId,
  };
  return asSeen(view, { ...fields.auditEntry, subject: fields.subjects[action] }, sight);
}
