/** A confirmation as one atomic batch. */
import { customerWrites } from '../customers/customer-writes';
import { customerTallyKey, type Customer } from '../domain/customers/customer';
import type { Offer } from '../domain/offers/offer';
import type { Confirmation } from '../domain/redemptions/confirmation';
import type { Stored, Write } from '../ports';
import { derivedId } from '../signing/derived-id';

/** Everything at once, under the versions that were read; the offer is counted without waiting for anybody else who redeems it. */
export function confirmationWrites(
  confirmation: Confirmation,
  before: { readonly redemptionEtag: string; readonly offer: Offer; readonly customer: Stored<Customer> | undefined },
): readonly Write[] {
  const { redemption, customer, delegations, subscriptions, conversions } = confirmation;
  const { consents, notification, mails, audit, counts } = confirmation;
  const capped = before.offer.maxRedemptions !== null;
  const created = [...subscriptions, ...consents, ...(notification ? [notification] : []), ...mails, audit];

  return [
    { kind: 'replace', document: redemption, etag: before.redemptionEtag },
    {
      kind: 'patch',
      id: before.offer.id,
      patch: { increment: { redemptionCount: counts ? 1 : 0, ...(counts && capped ? { remaining: -1 } : {}) } },
      where: [
        { field: 'state', equals: 'active' },
        { field: 'linkVersion', equals: before.offer.linkVersion },
        ...(counts && capped ? [{ field: 'remaining', atLeast: 1 } as const] : []),
      ],
    },
    ...customerWrites(customer, before.customer),
    ...(before.customer
      ? []
      : [{ kind: 'patch', id: customerTallyKey, patch: { increment: { customers: 1 } } } as const]),
    ...delegations,
    // A patch has room for ten fields.
    ...conversions.flatMap(({ id, bought, waits }) => [
      {
        kind: 'patch',
        id,
        patch: { set: bought, increment: { revision: 1 } },
        where: [{ field: 'source', equals: 'trial' }],
      } as const,
      { kind: 'patch', id, patch: { set: { ...waits } } } as const,
    ]),
    ...created.map((document) => ({ kind: 'create', document }) as const),
  ];
}

/** The id of the subscription that this line of a redemption sets up, the same whenever it is confirmed. */
export function subscriptionIdOf(redemptionId: string, line: number): string {
  return derivedId('subscription', redemptionId, line);
}
