/** How far what a customer agreed to is set up at Microsoft, as its receipt says it. */
import { Subscription, subscriptionKey, subscriptionStatus } from '../domain/customers/subscription';
import type { ConfirmedRedemption } from '../domain/redemptions/redemption';
import type { ReceiptPage } from '../pages/receipt/receipt-page';
import type { Store } from '../ports';

/** Reads the subscriptions side by side; of what is over nothing is said. */
export async function readSetUp(
  partners: Store,
  partition: string,
  { subscriptions }: ConfirmedRedemption,
  now: Date,
): Promise<ReceiptPage['setUp']> {
  const read = await Promise.all(
    subscriptions.map(({ id }) => partners.read(Subscription, { partition, id: subscriptionKey(id) })),
  );
  return read.flatMap((stored, line) => {
    const productId = subscriptions[line]?.productId;
    if (!stored || productId === undefined || subscriptionStatus(stored.document, now) !== 'active') return [];
    return [{ productId, state: stored.document.provisioning.state }];
  });
}
