/** What the API says of customers, their subscriptions, delegations and consents. */
import * as z from 'zod';
import { DelegationRecord } from '../domain/customers/delegation';
import { TaskState, ProvisioningKind } from '../domain/customers/provisioning-task';
import { SubscriptionStatus } from '../domain/customers/subscription';
import { EndedBy } from '../domain/ended-by';
import { ConsentSubject } from '../domain/redemptions/consent';
import { KeyEffectKind } from '../domain/keys/key-effects';
import { Language, Timestamp } from '../domain/text';
import { atMicrosoft, offerLine, redemption } from './offers';
import { named, shownBeside, whoIs } from './parts';
import { requestLine } from './help';

export const subscription = z.object({
  id: z.string(),
  productId: z.string(),
  source: z.enum(['trial', 'purchase', 'productKey']),
  quantity: z.int(),
  status: SubscriptionStatus,
  startsAt: Timestamp,
  endsAt: Timestamp,
  autoRenew: z.boolean(),
  partnerOfRecord: z.object({ partnerId: z.string(), since: Timestamp }).nullable(),
  provisioning: z.object({
    state: z.enum(['pending', 'done', 'failed']),
    reference: z.string().optional(),
    reason: z.string().optional(),
  }),
});
named.add(subscription, {
  id: 'Subscription',
  description: 'What a customer has on trial, bought or got by a product key.',
});

/** What a period rests on is for the record alone. */
const [none, active, ended] = DelegationRecord.options;
const delegationOnRecord = z.discriminatedUnion('status', [none, active.omit({ grants: true }), ended]);

const customerFields = {
  id: z.string(),
  ...whoIs,
  verified: z.boolean(),
  language: Language,
  delegation: delegationOnRecord,
  tags: z.array(z.string()),
  aliases: z.array(z.string()),
  otherDomains: z.array(z.string()),
  formerNames: z.array(z.string()),
  endsNext: z.object({ subscriptionId: z.string(), productId: z.string(), endsAt: Timestamp }).nullable(),
  createdAt: Timestamp,
  erasure: z.object({ state: z.enum(['running', 'done']), at: Timestamp }).optional(),
};

export const customer = z.object(customerFields);
named.add(customer, {
  id: 'Customer',
  description: 'A company that has agreed to something, with its administrator on record.',
});

export const customerDetails = z.object({ ...customerFields, note: z.string() });
named.add(customerDetails, { id: 'CustomerDetails', description: 'A customer, with what the partner notes about it.' });

const act = z.object({ act: z.string(), allowed: z.boolean(), reason: z.string().optional() });
const actOnSubscription = act.extend({ subscriptionId: z.string() });

/** What a user may do for a customer. */
export const rightsAtCustomer = z.object({
  customerId: z.string(),
  delegation: z.object({ status: z.enum(['none', 'active', 'ended']) }),
  acts: z.array(act),
  subscriptions: z.array(actOnSubscription),
});

export const clientPage = customerDetails.extend({
  subscriptions: z.array(subscription),
  offers: z.array(offerLine),
  answers: z.array(redemption),
  serviceRequests: z.array(requestLine),
  rights: z.array(act.extend({ subscriptionId: z.string().optional() })),
  hasMore: z.array(z.string()),
});
named.add(clientPage, {
  id: 'ClientPage',
  description:
    'A customer with its subscriptions, offers, answers and open service requests, and what this user may do for it.',
});

export const delegation = z.object({
  id: z.string(),
  customerId: z.string(),
  companyName: z.string(),
  primaryDomain: z.string().nullable(),
  status: z.enum(['active', 'ended']),
  since: Timestamp,
  until: Timestamp.optional(),
  endedAt: Timestamp.optional(),
  endedBy: EndedBy.optional(),
  lastUsedAt: Timestamp.optional(),
  acceptedBy: z.object({ name: z.string(), email: z.string() }).optional(),
  ...shownBeside,
  offerId: z.string().optional(),
  summaryId: z.string().optional(),
});
named.add(delegation, { id: 'Delegation', description: 'Administration that a customer delegated to the partner.' });

export const consent = z.object({
  id: z.string(),
  subject: ConsentSubject,
  given: z.boolean(),
  version: z.string().optional(),
  textHash: z.string(),
  language: Language,
  delegationDays: z.int().optional(),
  redemptionId: z.string().optional(),
  offerId: z.string().optional(),
  applicationId: z.string().optional(),
  subscriptionId: z.string().optional(),
  summaryId: z.string().optional(),
  productIds: z.array(z.string()),
  givenAt: Timestamp,
  confirmedAt: Timestamp,
  by: z.object({ name: z.string(), email: z.string(), ...shownBeside }).optional(),
});
named.add(consent, { id: 'Consent', description: 'What was agreed to, with a hash of the very text that was shown.' });

const setUp = z.object({
  product: z.object({ id: z.string(), name: z.string(), microsoft: atMicrosoft.optional() }),
  quantity: z.int(),
  status: z.enum(['active', 'suspended', 'cancelled']),
  autoRenew: z.boolean(),
});

const doer = z.object({
  kind: z.string(),
  userId: z.string().optional(),
  name: z.string().optional(),
  redemptionId: z.string().optional(),
  verified: z.boolean().optional(),
});

export const provisioningTask = z.object({
  id: z.string(),
  state: TaskState,
  kinds: z.array(ProvisioningKind),
  subscriptionId: z.string(),
  source: z.enum(['trial', 'purchase', 'productKey']),
  offerId: z.string().optional(),
  customer: z.object({
    id: z.string(),
    ...whoIs,
  }),
  agreed: setUp,
  atMicrosoft: setUp.optional(),
  offeredQuantity: z.int().optional(),
  keys: z.array(z.object({ lastFive: z.string(), effect: KeyEffectKind })),
  startsAt: Timestamp,
  endsAt: Timestamp,
  claimedBy: z.object({ userId: z.string().optional(), name: z.string() }).optional(),
  claimedAt: Timestamp.optional(),
  follows: z.string().optional(),
  reason: z.string().optional(),
  reference: z.string().optional(),
  links: z.array(z.object({ id: z.string(), href: z.string() })),
  createdAt: Timestamp,
  changedAt: Timestamp,
  history: z.array(
    z.object({
      at: Timestamp,
      state: TaskState,
      by: doer,
      reason: z.string().optional(),
      reference: z.string().optional(),
    }),
  ),
});
named.add(provisioningTask, {
  id: 'ProvisioningTask',
  description: 'What is agreed but not yet set up at Microsoft, and what somebody has to do for it.',
});
