/** What can happen to a subscription, as its partner of record is told of it. */
import * as z from 'zod';
import { EndedBy } from '../ended-by';
import { Timestamp } from '../text';

export const SubscriptionChange = z.object({
  subscriptionId: z.string(),
  productId: z.string(),
  kind: z.enum([
    'created',
    'converted',
    'quantityChanged',
    'renewed',
    'renewalTurnedOn',
    'renewalTurnedOff',
    'suspended',
    'resumed',
    'cancelled',
    'expired',
    'disabled',
    'deleted',
    'keyApplied',
    'trialEnding',
    'partnerOfRecordGranted',
  ]),
  /** When it happened; of what time does the nominal date, however late it is told. */
  at: Timestamp,
  /** How the subscription stands after it. */
  quantity: z.int(),
  endsAt: Timestamp,
  /** Where the count is what changed. */
  quantityBefore: z.int().optional(),
  /** Of product keys: what they did, and the last five characters of each. */
  effect: z.enum(['new', 'extend', 'addLicences']).optional(),
  keys: z.array(z.string()).optional(),
});
export type SubscriptionChange = z.infer<typeof SubscriptionChange>;

/** Which side changed it, and who at the partner. */
export const ChangedBy = z.object({ side: EndedBy, name: z.string().optional() });
export type ChangedBy = z.infer<typeof ChangedBy>;
