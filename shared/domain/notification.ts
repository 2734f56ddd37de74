/** What the partner is told of in its portal. */
import * as z from 'zod';
import { documentOf, sortKeyOf } from './document';
import { Timestamp } from './text';

/** What is left for the partner to set up at Microsoft, with all that is needed to do it. */
const ProvisioningTask = z.object({
  subscriptionId: z.string(),
  productId: z.string(),
  productName: z.string(),
  quantity: z.int(),
  /** What the partner had offered, when the customer wanted another count. */
  offeredQuantity: z.int().optional(),
  /** Start it, or turn the trial that is there into a paid subscription; left out, it is to be started. */
  action: z.enum(['start', 'convert']).optional(),
  endsAt: Timestamp,
});

const NotificationContent = z.discriminatedUnion('kind', [
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
    tasks: z.array(ProvisioningTask),
  }),
  z.object({
    kind: z.literal('delegationEnded'),
    customerId: z.string(),
    companyName: z.string(),
    since: Timestamp,
    endedAt: Timestamp,
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
]);
export type NotificationContent = z.infer<typeof NotificationContent>;

export const Notification = documentOf('notification', {
  notificationId: z.string(),
  sortKey: z.string(),
  at: Timestamp,
  content: NotificationContent,
});
export type Notification = z.infer<typeof Notification>;

/** A notification to the partner. */
export function notify(
  partnerId: string,
  notificationId: string,
  content: NotificationContent,
  now: Date,
): Notification {
  const at = now.toISOString();
  return {
    id: `notification:${notificationId}`,
    partnerId,
    type: 'notification',
    schemaVersion: 1,
    notificationId,
    sortKey: sortKeyOf(at, notificationId),
    at,
    content,
  };
}

/** What the API says of a notification. */
export function notificationView({ notificationId: id, at, content }: Notification) {
  return { id, at, ...content };
}
