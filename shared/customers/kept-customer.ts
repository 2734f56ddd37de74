/** A customer all of whose records are to be handed out or erased, if this user may. */
import { mayAct } from '../domain/customers/acting';
import { Customer } from '../domain/customers/customer';
import { Subscription } from '../domain/customers/subscription';
import { ok, refuse, type Result } from '../domain/refusal';
import { documentRef } from '../http/document-ref';
import type { Caller } from '../http/operation';
import type { Ports, Stored } from '../ports';
import { wholeList } from '../store/whole-list';

/** Reads the customer, and what allows the user to. */
export async function loadKept(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId, partner, user }: Caller,
  customerId: string | undefined,
  now: Date,
): Promise<Result<Stored<Customer>>> {
  const ref = documentRef(partnerId, customerId ?? '', 'domain:', 'address:');
  const stored = ref && (await partners.read(Customer, ref));
  if (!stored) return refuse('not-found');
  const { document: customer } = stored;
  const subscriptions = await wholeList(partners, Subscription, {
    partition: partnerId,
    type: 'subscription',
    where: [{ field: 'customerId', equals: customer.id }],
  });
  const may = mayAct({ kind: 'keepRecords', subscriptions }, { user, partner: partner.document, customer, now });
  return may.ok ? ok(stored) : may;
}
