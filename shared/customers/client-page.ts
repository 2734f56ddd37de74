/** What a partner looks at to help one customer: what lies around its record. */
import { limits } from '../catalogue/limits';
import type { Customer } from '../domain/customers/customer';
import { delegationNow } from '../domain/customers/delegation';
import { ServiceRequest } from '../domain/customers/service-request';
import { Subscription } from '../domain/customers/subscription';
import { Offer, offerKey } from '../domain/offers/offer';
import { Redemption } from '../domain/redemptions/redemption';
import type { Filter, ListPage, Store } from '../ports';
import { openRequestsOf } from './service-request-search';

export interface AroundCustomer {
  /** Each the newest first. */
  readonly subscriptions: readonly Subscription[];
  readonly answers: readonly Redemption[];
  /** Those that it answered too. */
  readonly offers: readonly Offer[];
  /** Service requests that are not closed. */
  readonly requests: readonly ServiceRequest[];
  /** The kinds of which there are others that are older. */
  readonly hasMore: readonly string[];
}

/** The customer's subscriptions, as far as the domain's `isShown` lets the partner see them. */
export function subscriptionsShown(customer: Customer, now: Date): readonly Filter[] {
  const ofCustomer = { field: 'customerId', equals: customer.id } as const;
  if (delegationNow(customer, now).status === 'active') return [ofCustomer];
  const ofPartner = [
    { field: 'source', equals: 'productKey' },
    { field: 'offerId', above: '' },
  ] as const;
  return [ofCustomer, { anyOf: ofPartner }];
}

/** Reads the newest of each kind that this partner is shown at this moment. */
export async function readAroundCustomer(partners: Store, customer: Customer, now: Date): Promise<AroundCustomer> {
  const { partnerId: partition } = customer;
  const where = [{ field: 'customerId', equals: customer.id }] as const;
  const most = limits.clientPage;
  const [held, answered, madeFor, raised] = await Promise.all([
    partners.list(Subscription, {
      partition,
      type: 'subscription',
      where: subscriptionsShown(customer, now),
      limit: most.subscriptions,
    }),
    partners.list(Redemption, { partition, type: 'redemption', where, limit: most.answers }),
    partners.list(Offer, { partition, type: 'offer', where, limit: most.offers }),
    partners.list(ServiceRequest, {
      partition,
      type: 'service-request',
      where: openRequestsOf(customer.id),
      limit: most.serviceRequests,
    }),
  ]);
  const answers = documentsOf(answered);
  const pages = { subscriptions: held, answers: answered, offers: madeFor, serviceRequests: raised };
  return {
    subscriptions: documentsOf(held),
    answers,
    offers: await withAnswered(partners, partition, documentsOf(madeFor), answers),
    requests: documentsOf(raised),
    hasMore: Object.entries(pages).flatMap(([kind, { next }]) => (next === undefined ? [] : kind)),
  };
}

async function withAnswered(
  partners: Store,
  partition: string,
  madeFor: readonly Offer[],
  answers: readonly Redemption[],
): Promise<readonly Offer[]> {
  const known = new Set(madeFor.map(({ id }) => id));
  const others = new Set(answers.map(({ offerId }) => offerKey(offerId)).filter((id) => !known.has(id)));
  if (others.size === 0) return madeFor;
  const where = [{ field: 'id', oneOf: [...others] }] as const;
  const answered = await partners.list(Offer, { partition, type: 'offer', where, limit: others.size });
  return [...madeFor, ...documentsOf(answered)].toSorted((one, other) => (one.sortKey < other.sortKey ? 1 : -1));
}

function documentsOf<T>({ items }: ListPage<T>): readonly T[] {
  return items.map(({ document }) => document);
}
