/** What tests of the rules about subscriptions say often: what the catalogue sells, and what Contoso has of it since noon. */
import { startPurchase, startTrial } from '../shared/domain/customers/subscription';
import { findProduct, type Product } from '../shared/domain/product';
import { noon, tenants } from './world';

/** A product that the catalogue has. */
export function product(id: string): Product {
  const found = findProduct(id);
  if (!found) throw new Error('The catalogue has no such product.');
  return found;
}

export const details = {
  partnerId: tenants.northwind,
  subscriptionId: 's1',
  customerId: 'domain:contoso.example',
  offerId: 'o1',
  now: noon,
} as const;

export const trial = startTrial({ ...details, product: product('exchange-online-plan-1-trial') });
export const bought = startPurchase({ ...details, product: product('power-bi-pro'), quantity: 5 });
