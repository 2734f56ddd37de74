/** What a customer has through its partner, and what it has agreed to. */
import { Subscription } from '../domain/customers/subscription';
import { Consent } from '../domain/redemptions/consent';
import { Redemption, redemptionKey } from '../domain/redemptions/redemption';
import type { Access, Ports } from '../ports';
import { wholeList } from '../store/whole-list';
import { deedsOf, type Deed } from './deeds';

export interface Agreements {
  readonly subscriptions: readonly Subscription[];
  readonly consents: readonly AboutProducts[];
  /** What was done lately, by either side or by time. */
  readonly deeds: readonly Deed[];
}

type AboutProducts = Consent & { readonly productIds: readonly string[] };

/** Reads them all, newest first. */
export async function agreementsOf(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId, customerId }: Access,
): Promise<Agreements> {
  const own = { partition: partnerId, where: [{ field: 'customerId', equals: customerId }] } as const;
  const [subscriptions, consents, deeds] = await Promise.all([
    wholeList(partners, Subscription, { ...own, type: 'subscription' }),
    wholeList(partners, Consent, { ...own, type: 'consent' }),
    deedsOf({ partners }, { partnerId, customerId }),
  ]);
  return { subscriptions, consents: await withProducts({ partners }, partnerId, consents), deeds };
}

/** Consents from before they named what they are about are told by their redemption, which is kept for as long. */
async function withProducts(
  { partners }: Pick<Ports, 'partners'>,
  partition: string,
  consents: readonly Consent[],
): Promise<readonly AboutProducts[]> {
  const silent = consents.filter(({ productIds }) => productIds === undefined);
  const redemptions = await Promise.all(
    [...new Set(silent.map(({ redemptionId }) => redemptionId))].map((redemptionId) =>
      partners.read(Redemption, { partition, id: redemptionKey(redemptionId) }),
    ),
  );
  const told = new Map(
    redemptions.flatMap((stored) => (stored ? [[stored.document.redemptionId, stored.document.lines] as const] : [])),
  );
  return consents.map((consent) => ({
    ...consent,
    productIds: consent.productIds ?? told.get(consent.redemptionId)?.map(({ productId }) => productId) ?? [],
  }));
}
