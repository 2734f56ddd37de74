/** What a partner changes about a customer's subscription: several things at once are one change, all of it or nothing. */
import * as z from 'zod';
import type { SubscriptionChange } from '../activity/subscription-change';
import { findProduct, quantityFault } from '../product';
import { ok, refuse, type Refused, type Result } from '../refusal';
import { ageOf } from './lifecycle';
import { ProvisioningReport } from './provisioning-task';
import { rescheduled, subscriptionStatus, type Subscription } from './subscription';
import { renewsItself, termEnd } from './term';
import { renewal, stateAt, transitions, type Act } from './transitions';

/** What a partner says when it changes a subscription; what it leaves out stays as it is. */
export const SubscriptionEdit = z
  .strictObject({
    quantity: z.int('Must be a whole number of licences.').min(1, 'Must be at least 1.').optional(),
    status: z.enum(['active', 'suspended', 'cancelled'], 'Must be active, suspended or cancelled.').optional(),
    autoRenew: z.boolean('Must be true or false.').optional(),
    /** What came of setting it up at Microsoft. */
    provisioning: ProvisioningReport.optional(),
  })
  .refine(({ status, autoRenew }) => status !== 'cancelled' || autoRenew !== true, {
    path: ['autoRenew'],
    error: 'What is cancelled does not renew itself. Leave it out, or say false.',
  })
  .refine(
    ({ provisioning, ...edit }) => provisioning === undefined || Object.values(edit).every((one) => one === undefined),
    { path: ['provisioning'], error: 'Say what was set up in a request of its own.' },
  );
export type SubscriptionEdit = z.infer<typeof SubscriptionEdit>;

/** One of the things that a change does, and what was before. */
export interface Done {
  readonly kind: (typeof kinds)[AskedAct] | 'renewed';
  /** Of a term that is caught up with: the end of the one before, where it begins, and its own end. */
  readonly at?: string;
  readonly endsAt?: string;
  readonly quantityBefore?: number;
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
}

/** A subscription as a change leaves it, and what that did, in the order in which it happened. */
export interface Changing {
  readonly subscription: Subscription;
  readonly done: readonly Done[];
}

/** What can be asked for, in the order in which it happens: what opens the way for the rest comes first, what closes it last. */
const asked = {
  turnRenewalOn: ({ autoRenew }, now) => autoRenew === true && !now.autoRenew,
  turnRenewalOff: ({ autoRenew }, now) => autoRenew === false && now.autoRenew,
  resume: ({ status }, now) => status === 'active' && now.status !== 'active',
  changeQuantity: ({ quantity }, now) => quantity !== undefined && quantity !== now.quantity,
  suspend: ({ status }, now) => status === 'suspended' && now.status !== 'suspended',
  cancel: ({ status }, now) => status === 'cancelled' && now.status !== 'cancelled',
} as const satisfies Partial<Record<Act, (edit: SubscriptionEdit, now: Standing) => boolean>>;

type AskedAct = keyof typeof asked;

const inOrder = Object.keys(asked).filter((act): act is AskedAct => Object.hasOwn(asked, act));

const kinds = {
  turnRenewalOn: 'renewalTurnedOn',
  turnRenewalOff: 'renewalTurnedOff',
  resume: 'resumed',
  changeQuantity: 'quantityChanged',
  suspend: 'suspended',
  cancel: 'cancelled',
} as const satisfies Record<AskedAct, SubscriptionChange['kind']>;

/** The subscription as the partner asks for it, unless the table of transitions or the product's limits stand in the way; undefined where it is so already. */
export function changeSubscription(
  before: Subscription,
  edit: SubscriptionEdit,
  now: Date,
): Result<Changing | undefined> {
  const outOfRange = rangeFault(before, edit);
  if (outOfRange) return outOfRange;
  let current: Subscription = { ...before, endsAt: termEnd(before, now) };
  const done: Done[] = [];
  for (const act of inOrder) {
    if (!asked[act](edit, standing(current, now))) continue;
    const performed = perform(act, current, edit, now);
    if (!performed.ok) return performed;
    current = performed.value.subscription;
    done.push(...performed.value.done);
  }
  if (done.length === 0) return ok(undefined);
  const changed = { ...current, revision: before.revision + 1, provisioning: { state: 'pending' } } as const;
  return ok({ subscription: rescheduled(changed, now), done });
}

function rangeFault(
  { productId, quantity: before }: Subscription,
  { quantity }: SubscriptionEdit,
): Refused | undefined {
  const product = findProduct(productId);
  const fault = quantity === undefined || quantity === before ? undefined : quantityFault(product, quantity);
  if (!product || fault === undefined) return undefined;
  const detail = `${product.name} is not sold in this count. ${fault}`;
  return refuse('quantity-out-of-range', { detail, errors: [{ pointer: '/quantity', detail: fault }] });
}

function perform(act: AskedAct, before: Subscription, edit: SubscriptionEdit, now: Date): Result<Changing> {
  const outcome = transitions[subscriptionStatus(before, now)][act];
  if ('no' in outcome) return conflict(outcome.no);
  const rule = renewal[before.source];
  if (act === 'turnRenewalOn' && !rule.renews) return conflict(rule.why);
  const state = stateAt(outcome.to, before.state);
  const changed: Subscription = { ...before, ...changedBy(act, before, edit, now), state };
  if (outcome.unlessItEnds !== undefined && !renewsItself(changed))
    return conflict(rule.renews ? outcome.unlessItEnds : rule.why);
  const subscription = { ...changed, endsAt: termEnd(changed, now) };
  const first: Done = {
    kind: kinds[act],
    ...(act === 'changeQuantity' ? { quantityBefore: before.quantity } : {}),
    fields: difference(standing(before, now), standing(subscription, now)),
  };
  return ok({ subscription, done: [first, ...termsSince(changed, now)] });
}

function conflict(detail: string): Refused {
  return refuse('state-conflict', { detail });
}

/** The fields that an act sets itself. What is cancelled ends at once. */
function changedBy(
  act: AskedAct,
  { endsAt, quantity }: Subscription,
  edit: SubscriptionEdit,
  now: Date,
): Partial<Subscription> {
  switch (act) {
    case 'turnRenewalOn':
      return { autoRenew: true };
    case 'turnRenewalOff':
      return { autoRenew: false };
    case 'changeQuantity':
      return { quantity: edit.quantity ?? quantity };
    case 'cancel':
      return { autoRenew: false, endsAt: endsAt < now.toISOString() ? endsAt : now.toISOString() };
    case 'resume':
    case 'suspend':
      return {};
  }
}

/** The terms that have begun since its end, where it goes on after that: each joins on to the one before. */
function termsSince(subscription: Subscription, now: Date): readonly Done[] {
  return ageOf({ ...subscription, dueAt: subscription.endsAt }, now).steps.flatMap(({ kind, at, endsAt }) =>
    kind === 'renewed' ? { kind, at, endsAt, fields: [{ field: 'endsAt', before: at, after: endsAt }] } : [],
  );
}

/** A subscription as the API shows it, as far as it can be changed. */
interface Standing {
  readonly status: ReturnType<typeof subscriptionStatus>;
  readonly quantity: number;
  readonly autoRenew: boolean;
  readonly endsAt: string;
}

function standing(subscription: Subscription, now: Date): Standing {
  const { quantity, autoRenew } = subscription;
  return { status: subscriptionStatus(subscription, now), quantity, autoRenew, endsAt: termEnd(subscription, now) };
}

function difference(before: Standing, after: Standing): Done['fields'] {
  return (['status', 'quantity', 'autoRenew', 'endsAt'] as const).flatMap((field) =>
    before[field] === after[field] ? [] : { field, before: String(before[field]), after: String(after[field]) },
  );
}
