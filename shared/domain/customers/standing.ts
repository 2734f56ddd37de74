/** What a customer's own record says of its subscriptions, kept there so that lists of customers can go by it: whoever writes a subscription writes this with it. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { foldForSearch, Timestamp } from '../text';
import { newestFirst, placeOf, tailOf } from './places';
import { ProvisioningState, statusAt, SubscriptionStatus, type Subscription } from './subscription';
import { deletedAt, disabledAt, renewsItself } from './term';

/** A subscription as far as lists of customers go by it. */
const HeldSubscription = z.object({
  productId: z.string(),
  source: z.enum(['trial', 'purchase', 'productKey']),
  state: z.enum(['active', 'suspended', 'cancelled']),
  endsAt: Timestamp,
  autoRenew: z.boolean(),
  provisioning: ProvisioningState,
});
type HeldSubscription = z.infer<typeof HeldSubscription>;

/** The fields of a customer's record that tell of its subscriptions. Records from before lists went by them leave them out, until they are met. */
export const standingFields = {
  /** By its id. */
  subscriptions: z.record(z.string(), HeldSubscription).optional(),
  standing: z
    .object({
      statuses: z.array(SubscriptionStatus),
      /** When time changes that by itself, if nothing else does before. */
      changesAt: Timestamp.optional(),
      /** The first end of a trial that runs. */
      trialEndsAt: Timestamp.optional(),
      /** Something that goes on is not at Microsoft as it was agreed. */
      waiting: z.literal(true).optional(),
    })
    .optional(),
  places: z.record(z.string(), z.string()).optional(),
};

/** A customer as far as its place in lists goes. */
interface Listed {
  readonly id: string;
  readonly companyName: string;
  readonly createdAt: string;
  readonly subscriptions?: Readonly<Record<string, HeldSubscription>> | undefined;
  readonly standing?: z.infer<typeof standingFields.standing>;
  readonly places?: Readonly<Record<string, string>> | undefined;
}

type Written = Pick<
  Subscription,
  'subscriptionId' | 'productId' | 'source' | 'state' | 'endsAt' | 'autoRenew' | 'provisioning'
>;

/** The end that a customer has before it. */
export interface NextEnd {
  readonly subscriptionId: string;
  readonly productId: string;
  readonly endsAt: string;
}

/** The lists of customers that go by something else than age. */
export const customerLists = { byName: 'name', byEnd: 'ends' } as const;

/** The customer once these subscriptions stand as they do; whoever writes a subscription passes its customer through here, and writes both in one batch. */
export function withSubscriptions<T extends Listed>(customer: T, written: readonly Written[], now: Date): T {
  const all = {
    ...customer.subscriptions,
    ...Object.fromEntries(
      written.map(({ subscriptionId, productId, source, state, endsAt, autoRenew, provisioning }) => [
        subscriptionId,
        { productId, source, state, endsAt, autoRenew, provisioning: provisioning.state },
      ]),
    ),
  };
  const subscriptions = Object.fromEntries(mostTelling(all, now));
  const changed = { ...customer, subscriptions, standing: standingOf(Object.values(subscriptions), now) };
  return inLists(changed, now);
}

/** The customer at its places in the lists; whoever changes its name passes it through here. */
export function inLists<T extends Listed>(customer: T, now: Date): T {
  const { id, companyName, createdAt } = customer;
  const next = endsNext(customer, now);
  const tail = tailOf(id);
  const name = foldForSearch(companyName).slice(0, limits.customers.sortedBy);
  const places = {
    [customerLists.byName]: placeOf(name, tail),
    // Who has nothing before it comes after all the others, the newest first.
    [customerLists.byEnd]: placeOf(next ? next.endsAt : `}${newestFirst(createdAt)}`, tail),
  };
  return { ...customer, places };
}

/** The first end of a term that does not renew itself, also of one that has ended and is in its grace. */
export function endsNext({ subscriptions = {} }: Pick<Listed, 'subscriptions'>, now: Date): NextEnd | undefined {
  const ending = Object.entries(subscriptions).filter(
    ([, held]) => held.state !== 'cancelled' && !renewsItself(held) && now < disabledAt(held.endsAt),
  );
  const [first] = ending.sort(
    ([oneId, one], [otherId, other]) => compared(one.endsAt, other.endsAt) || compared(oneId, otherId),
  );
  if (!first) return undefined;
  const [subscriptionId, { productId, endsAt }] = first;
  return { subscriptionId, productId, endsAt };
}

/** Where each of its subscriptions stands at this moment. */
export function statusesNow(
  { subscriptions = {} }: Pick<Listed, 'subscriptions'>,
  now: Date,
): ReadonlySet<SubscriptionStatus> {
  return new Set(Object.values(subscriptions).map((held) => statusOf(held, now)));
}

/** Whether a trial that does not renew itself ends by then. */
export function trialEndsBy({ subscriptions = {} }: Pick<Listed, 'subscriptions'>, by: Date, now: Date): boolean {
  const ends = trialEnds(Object.values(subscriptions), now);
  return ends.some((endsAt) => new Date(endsAt) <= by);
}

/** Whether anything that goes on is not at Microsoft as it was agreed. */
export function waitsForSetUp({ subscriptions = {} }: Pick<Listed, 'subscriptions'>, now: Date): boolean {
  return Object.values(subscriptions).some((held) => isWaiting(held, now));
}

function standingOf(held: readonly HeldSubscription[], now: Date): NonNullable<Listed['standing']> {
  const [changesAt] = held.flatMap((one) => nextChange(one, now) ?? []).sort(compared);
  const [trialEndsAt] = trialEnds(held, now).sort(compared);
  return {
    statuses: [...new Set(held.map((one) => statusOf(one, now)))].sort(compared),
    ...(changesAt === undefined ? {} : { changesAt }),
    ...(trialEndsAt === undefined ? {} : { trialEndsAt }),
    ...(held.some((one) => isWaiting(one, now)) ? { waiting: true } : {}),
  };
}

function statusOf(held: HeldSubscription, now: Date): SubscriptionStatus {
  return renewsItself(held) ? 'active' : statusAt(held.state, held.endsAt, now);
}

function nextChange(held: HeldSubscription, now: Date): string | undefined {
  if (renewsItself(held)) return undefined;
  const { endsAt } = held;
  return [endsAt, disabledAt(endsAt).toISOString(), deletedAt(endsAt).toISOString()].find((at) => new Date(at) > now);
}

function trialEnds(held: readonly HeldSubscription[], now: Date): string[] {
  return held
    .filter((one) => one.source === 'trial' && isRunning(one, now) && !renewsItself(one))
    .map(({ endsAt }) => endsAt);
}

function isWaiting(held: HeldSubscription, now: Date): boolean {
  return held.provisioning !== 'done' && isRunning(held, now);
}

function isRunning(held: HeldSubscription, now: Date): boolean {
  return ['active', 'suspended'].includes(statusOf(held, now));
}

/** A record has room for so many: what is over longest goes first, then what ends last. */
function mostTelling(
  all: Readonly<Record<string, HeldSubscription>>,
  now: Date,
): readonly (readonly [string, HeldSubscription])[] {
  const entries = Object.entries(all);
  if (entries.length <= limits.customers.subscriptionsTold) return entries;
  const isOver = (held: HeldSubscription): boolean => ['cancelled', 'deleted'].includes(statusOf(held, now));
  const last = (held: HeldSubscription): string => (renewsItself(held) ? limits.subscription.latestEnd : held.endsAt);
  return entries
    .sort(([, one], [, other]) => {
      if (isOver(one) !== isOver(other)) return isOver(one) ? 1 : -1;
      return isOver(one) ? compared(other.endsAt, one.endsAt) : compared(last(one), last(other));
    })
    .slice(0, limits.customers.subscriptionsTold);
}

function compared(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
