/** How an offer and its partner stand, counted in the store itself. */
import * as z from 'zod';
import { offerKey } from '../shared/domain/offers/offer';
import type { Filter, Link, Store } from '../shared/ports';

/** Counts that only a confirmed redemption changes, and what anybody who holds a link can leave: answers that wait for their code, and notes. */
export interface Standing {
  readonly redemptions: number;
  readonly customers: number;
  readonly subscriptions: number;
  readonly consents: number;
  readonly notifications: number;
  /** Answers to this offer whose code has not been entered. */
  readonly unconfirmed: number;
  /** What the partner was told by somebody whom nobody has checked. */
  readonly notes: number;
}

/** What nobody may get by looking, pressing or guessing. */
export const grants = [
  { name: 'redemptions', title: 'Acceptances of the invitation' },
  { name: 'customers', title: 'Customers of the partner' },
  { name: 'subscriptions', title: 'Subscriptions of its customers' },
  { name: 'consents', title: 'Consents on record' },
  { name: 'notifications', title: 'Notifications to the partner' },
] as const satisfies readonly { readonly name: keyof Standing; readonly title: string }[];

const CountedOffer = z.object({ redemptionCount: z.int() });
const Anything = z.object({ id: z.string() });
const perPage = 500;

/** How things stand at this moment. */
export async function standingOf(partners: Store, { partnerId, offerId }: Link): Promise<Standing> {
  const count = async (type: string, where: readonly Filter[] = []): Promise<number> => {
    let counted = 0;
    let after: string | undefined;
    do {
      const page = await partners.list(Anything, { partition: partnerId, type, where, limit: perPage, after });
      counted += page.items.length;
      after = page.next;
    } while (after !== undefined);
    return counted;
  };
  const offer = await partners.read(CountedOffer, { partition: partnerId, id: offerKey(offerId) });
  const unanswered = [
    { field: 'offerId', equals: offerId },
    { field: 'status', equals: 'awaitingConfirmation' },
  ];
  return {
    redemptions: offer?.document.redemptionCount ?? 0,
    customers: await count('customer'),
    subscriptions: await count('subscription'),
    consents: await count('consent'),
    notifications: await count('notification', [{ field: 'verified', differs: false }]),
    unconfirmed: await count('redemption', unanswered),
    notes: await count('notification', [{ field: 'verified', equals: false }]),
  };
}

/** Whether nothing was granted between the two. */
export function nothingGranted(before: Standing, after: Standing): boolean {
  return grants.every(({ name }) => before[name] === after[name]);
}
