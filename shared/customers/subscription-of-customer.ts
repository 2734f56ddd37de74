/** A subscription as operations name it: together with its customer, whose record says who may do what about it. */
import { Customer } from '../domain/customers/customer';
import { Subscription, subscriptionKey } from '../domain/customers/subscription';
import { documentRef } from '../http/document-ref';
import type { Ports, Stored } from '../ports';

/** Reads both side by side; undefined where there is no such subscription of that customer. */
export async function readSubscription(
  { partners }: Pick<Ports, 'partners'>,
  partnerId: string,
  { customerId = '', subscriptionId = '' }: Readonly<Record<string, string>>,
): Promise<{ readonly customer: Stored<Customer>; readonly subscription: Stored<Subscription> } | undefined> {
  const customerRef = documentRef(partnerId, customerId, 'domain:', 'address:');
  const subscriptionRef = documentRef(partnerId, subscriptionKey(subscriptionId));
  if (!customerRef || !subscriptionRef) return undefined;
  const [customer, subscription] = await Promise.all([
    partners.read(Customer, customerRef),
    partners.read(Subscription, subscriptionRef),
  ]);
  return customer && subscription?.document.customerId === customer.document.id
    ? { customer, subscription }
    : undefined;
}
