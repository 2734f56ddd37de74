/** What a partner is told of in its portal, and the operator of the deployment. */
import * as z from 'zod';
import { DeadLinkReason } from '../dead-link-reason';
import { DelegationPeriod } from '../delegation-period';
import { documentId, documentOf, sortKeyOf } from '../document';
import { EndedBy } from '../ended-by';
import { shownBeside } from '../shown-domains';
import { Timestamp } from '../text';
import { asSeen, fields, type Sight } from '../visibility';
import { ChangedBy, SubscriptionChange } from './subscription-change';

/** What is left for the partner to set up at Microsoft, with all that is needed to do it. */
const ToSetUp = z.object({
  subscriptionId: z.string(),
  productId: z.string(),
  productName: z.string(),
  quantity: z.int(),
  /** What the partner had offered, when the customer wanted another count. */
  offeredQuantity: z.int().optional(),
  /** Start it, turn the trial that is there into a paid subscription, or let it end later or have more licences; left out, it is to be started. */
  action: z.enum(['start', 'convert', 'extend', 'addLicences']).optional(),
  endsAt: Timestamp,
  /** The last five characters of each product key that is to be entered for it. */
  keys: z.array(z.string()).optional(),
});

export const NotificationContent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('offerAccepted'),
    offerId: z.string(),
    summaryId: z.string(),
    reference: z.string().optional(),
    redemptionId: z.string(),
    customerId: z.string(),
    companyName: z.string(),
    /** Left out when it was not offered. */
    delegatedAdministration: z.boolean().optional(),
    delegation: DelegationPeriod.optional(),
    tasks: z.array(ToSetUp),
  }),
  z.object({
    kind: z.literal('delegationEnded'),
    customerId: z.string(),
    companyName: z.string(),
    since: Timestamp,
    endedAt: Timestamp,
    /** Left out by those from when only the customer could end it. */
    endedBy: EndedBy.optional(),
  }),
  /** It will end by time unless the customer gives a new consent. */
  z.object({
    kind: z.literal('delegationEnding'),
    customerId: z.string(),
    companyName: z.string(),
    since: Timestamp,
    until: Timestamp,
    daysBefore: z.int(),
  }),
  z.object({
    kind: z.literal('partnerOfRecordEnded'),
    customerId: z.string(),
    companyName: z.string(),
    subscriptionId: z.string(),
    productId: z.string(),
    since: Timestamp,
    endedAt: Timestamp,
  }),
  /** By the customer alone: with the codes of both mailboxes, or by a claim that nobody stopped. */
  z.object({
    kind: z.literal('administratorChanged'),
    customerId: z.string(),
    companyName: z.string(),
    way: z.enum(['codes', 'claim']),
    changedAt: Timestamp,
  }),
  /** A mailbox at the customer's domain takes over from the one on record, unless that stops it. */
  z.object({
    kind: z.literal('administratorClaimed'),
    customerId: z.string(),
    companyName: z.string(),
    takesEffectAt: Timestamp,
  }),
  z.object({ kind: z.literal('administratorClaimStopped'), customerId: z.string(), companyName: z.string() }),
  z.object({
    kind: z.literal('keysApplied'),
    customerId: z.string(),
    companyName: z.string(),
    applicationId: z.string(),
    tasks: z.array(ToSetUp),
  }),
  /** What was asked for with product keys. */
  z.object({
    kind: z.literal('askAnswered'),
    customerId: z.string(),
    companyName: z.string(),
    applicationId: z.string(),
    ask: z.enum(['delegatedAdministration', 'partnerOfRecord']),
    given: z.boolean(),
    subscriptionId: z.string().optional(),
    productId: z.string().optional(),
    answeredAt: Timestamp,
  }),
  /** To the partner of record, whoever changed it. */
  z.object({
    kind: z.literal('subscriptionChanged'),
    customerId: z.string(),
    companyName: z.string(),
    by: ChangedBy,
    changes: z.array(SubscriptionChange),
  }),
  /** It could not be set up at Microsoft. */
  z.object({
    kind: z.literal('provisioningFailed'),
    customerId: z.string(),
    companyName: z.string(),
    taskId: z.string(),
    subscriptionId: z.string(),
    productId: z.string(),
    reason: z.string(),
  }),
  /** Somebody's password at a customer was set anew by a user of the partner. */
  z.object({
    kind: z.literal('passwordReset'),
    customerId: z.string(),
    companyName: z.string(),
    resetId: z.string(),
    /** The name of whoever asked for it. */
    by: z.string(),
    setAt: Timestamp,
    /** It may have been set: the directory's answer was lost. */
    unsure: z.boolean().optional(),
  }),
  /** The password of a customer's global administrator is to be set anew: somebody else with full access has to approve it. */
  z.object({
    kind: z.literal('passwordApprovalAsked'),
    customerId: z.string(),
    companyName: z.string(),
    resetId: z.string(),
    by: z.string(),
    lapsesAt: Timestamp,
  }),
  /** By the desk that looks after it, or by whoever holds the desk's link. */
  z.object({
    kind: z.literal('serviceRequestAnswered'),
    customerId: z.string(),
    companyName: z.string(),
    number: z.string(),
    title: z.string(),
    status: z.enum(['open', 'attentionNeeded', 'closed']),
    verified: z.boolean(),
  }),
  /** Nobody has touched it for longer than its severity allows. */
  z.object({
    kind: z.literal('serviceRequestUntouched'),
    customerId: z.string(),
    companyName: z.string(),
    number: z.string(),
    title: z.string(),
    severity: z.enum(['critical', 'moderate', 'minimal']),
    untouchedUntil: Timestamp,
  }),
  z.object({
    kind: z.literal('offerExpired'),
    offerId: z.string(),
    summaryId: z.string(),
    reference: z.string().optional(),
    expiresAt: Timestamp,
    sent: z.int(),
    accepted: z.int(),
    declined: z.int(),
  }),
  /** Two mailboxes, and the one on record has not confirmed for the other: many may share the domain. */
  z.object({
    kind: z.literal('domainDoubted'),
    domain: z.string(),
    customerId: z.string(),
    companyName: z.string(),
    offerId: z.string(),
    redemptionId: z.string(),
  }),
  /** Nobody has checked who said so. */
  z.object({
    kind: z.literal('offerDeclined'),
    offerId: z.string(),
    summaryId: z.string(),
    reference: z.string().optional(),
    redemptionId: z.string(),
    reason: z.string().optional(),
    email: z.string().optional(),
    verified: z.literal(false),
  }),
  /** Nor who asked. */
  z.object({
    kind: z.literal('freshLinkRequested'),
    offerId: z.string(),
    summaryId: z.string(),
    reference: z.string().optional(),
    /** Why the link that they hold leads nowhere. */
    because: DeadLinkReason,
    name: z.string().optional(),
    email: z.string().optional(),
    message: z.string().optional(),
    verified: z.literal(false),
  }),
  /** A reader wants no more offers and reminders. */
  z.object({ kind: z.literal('mailStopped'), suppressionId: z.string(), email: z.string().optional() }),
  /** To the operator: no mail goes out until something has been mended. */
  z.object({ kind: z.literal('mailHeldUp'), fault: z.string(), advice: z.string() }),
  z.object({ kind: z.literal('mailGoesOutAgain'), fault: z.string(), since: Timestamp }),
]);
export type NotificationContent = z.infer<typeof NotificationContent>;

/** What else is needed to mail it to the partner's users, each as they chose. */
const Told = z.object({
  primaryDomain: z.string().nullable(),
  /** Whose time zone dates are told in. */
  country: z.string(),
  /** Users who are mailed of it in other words. */
  notTo: z.array(z.string()),
});

export const Notification = documentOf('notification', {
  notificationId: z.string(),
  sortKey: z.string(),
  at: Timestamp,
  content: NotificationContent,
  /** False when it tells what nobody has checked. */
  verified: z.boolean().optional(),
  /** Tells a repeated request from another one under the same Idempotency-Key. */
  fingerprint: z.string().optional(),
  /** Left out of what is in the portal alone. */
  told: Told.optional(),
  /** While it is to be settled who is mailed of it, and while their mails are being written. */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
  /** Those who are mailed at once and whose mail is not written yet: left out until that is settled. */
  mailTo: z.array(z.string()).optional(),
  /** Those who read it in a digest, and in which. */
  digestTo: z.array(z.string()).optional(),
  digestId: z.string().optional(),
});
export type Notification = z.infer<typeof Notification>;

/** The queue in which what is to be mailed to the partner's users waits. */
export const toldQueue = 'told';

/** A notification to the partner, or to the operator in the partition of the deployment. */
export function notify(
  partnerId: string,
  notificationId: string,
  content: NotificationContent,
  now: Date,
  told?: Notification['told'],
): Notification {
  const at = now.toISOString();
  return {
    id: documentId('notification', notificationId),
    partnerId,
    type: 'notification',
    schemaVersion: 1,
    notificationId,
    sortKey: sortKeyOf(at, notificationId),
    at,
    content,
    ...('verified' in content ? { verified: content.verified } : {}),
    ...(told && { told, queue: toldQueue, dueAt: at }),
  };
}

/** What the API says of a notification to somebody of this sight; `cover` makes of its id, which may tell whom it is about, one that tells nothing. */
export function notificationView(
  { notificationId, at, content }: Notification,
  sight: Sight,
  cover: (id: string) => string,
) {
  return { id: cover(notificationId), at, ...contentView(content, sight) };
}

function contentView(content: NotificationContent, sight: Sight) {
  const { notifications } = fields;
  switch (content.kind) {
    case 'offerAccepted':
      return asSeen(content, notifications.offerAccepted, sight);
    case 'delegationEnded':
      return asSeen(content, notifications.delegationEnded, sight);
    case 'delegationEnding':
      return asSeen(content, notifications.delegationEnding, sight);
    case 'partnerOfRecordEnded':
      return asSeen(content, notifications.partnerOfRecordEnded, sight);
    case 'administratorChanged':
      return asSeen(content, notifications.administratorChanged, sight);
    case 'administratorClaimed':
      return asSeen(content, notifications.administratorClaimed, sight);
    case 'administratorClaimStopped':
      return asSeen(content, notifications.administratorClaimStopped, sight);
    case 'keysApplied':
      return asSeen(content, notifications.keysApplied, sight);
    case 'askAnswered':
      return asSeen(content, notifications.askAnswered, sight);
    case 'subscriptionChanged':
      return asSeen(content, notifications.subscriptionChanged, sight);
    case 'provisioningFailed':
      return asSeen(content, notifications.provisioningFailed, sight);
    case 'passwordReset':
      return asSeen(content, notifications.passwordReset, sight);
    case 'passwordApprovalAsked':
      return asSeen(content, notifications.passwordApprovalAsked, sight);
    case 'serviceRequestAnswered':
      return asSeen(content, notifications.serviceRequestAnswered, sight);
    case 'serviceRequestUntouched':
      return asSeen(content, notifications.serviceRequestUntouched, sight);
    case 'offerExpired':
      return asSeen(content, notifications.offerExpired, sight);
    case 'domainDoubted':
      return asSeen(content, notifications.domainDoubted, sight);
    case 'offerDeclined':
      return asSeen({ ...content, ...shownBeside({ email: content.email }) }, notifications.offerDeclined, sight);
    case 'freshLinkRequested':
      return asSeen({ ...content, ...shownBeside({ email: content.email }) }, notifications.freshLinkRequested, sight);
    case 'mailStopped':
      return asSeen({ ...content, ...shownBeside({ email: content.email }) }, notifications.mailStopped, sight);
    case 'mailHeldUp':
      return asSeen(content, notifications.mailHeldUp, sight);
    case 'mailGoesOutAgain':
      return asSeen(content, notifications.mailGoesOutAgain, sight);
  }
}
