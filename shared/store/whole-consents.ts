/** Consents with all that is known of them: those from before they said everything are told by their redemption, which is kept for as long. */
import type { Consent } from '../domain/redemptions/consent';
import { Redemption, redemptionKey } from '../domain/redemptions/redemption';
import type { Ports } from '../ports';

export type WholeConsent = Consent & { readonly productIds: readonly string[] };

/** Adds the products and who confirmed where a consent does not say. */
export async function wholeConsents(
  { partners }: Pick<Ports, 'partners'>,
  partition: string,
  consents: readonly Consent[],
): Promise<readonly WholeConsent[]> {
  const silent = consents.filter(({ productIds, by }) => productIds === undefined || by === undefined);
  const redemptions = await Promise.all(
    [...new Set(silent.flatMap(({ redemptionId }) => redemptionId ?? []))].map((redemptionId) =>
      partners.read(Redemption, { partition, id: redemptionKey(redemptionId) }),
    ),
  );
  const told = new Map(
    redemptions.flatMap((stored) => (stored ? [[stored.document.redemptionId, stored.document]] : [])),
  );
  return consents.map((consent) => {
    const redemption = told.get(consent.redemptionId ?? '');
    const { recipient } = redemption ?? {};
    const by = consent.by ?? (recipient && { name: recipient.name, email: recipient.address });
    return {
      ...consent,
      ...(by ? { by } : {}),
      productIds: consent.productIds ?? redemption?.lines.map(({ productId }) => productId) ?? [],
    };
  });
}
