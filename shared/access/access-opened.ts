/** What the right code leaves behind: that the page was opened, and that the mailbox of an administrator whom a partner only named has proved itself. */
import { customerWrites } from '../customers/customer-writes';
import { audit } from '../domain/activity/audit';
import { verifyAdministrator } from '../domain/customers/customer';
import { refuse, type Refused } from '../domain/refusal';
import type { Ports, Write } from '../ports';
import type { LoadedAccess } from './loaded-access';

/** Writes both down at once; refuses when somebody else changed meanwhile who was only named. */
export async function noteOpened(
  { partners }: Pick<Ports, 'partners'>,
  { customer: stored }: LoadedAccess,
  { number, traceId, now }: { readonly number: number; readonly traceId: string; readonly now: Date },
): Promise<Refused | undefined> {
  const customer = stored.document;
  const { partnerId, id: customerId, unverified, revision } = customer;
  const entry = {
    entryId: `access-opened-${customerId}-${number}`,
    actor: { kind: 'customer' },
    action: 'accessOpened',
    subject: customerId,
    customerId,
    traceId,
  } as const;
  const proved: readonly Write[] = unverified
    ? customerWrites({ ...verifyAdministrator(customer, customer, now), revision: revision + 1 }, stored)
    : [];
  const written = await partners.write(partnerId, [
    ...proved,
    { kind: 'create', document: audit(partnerId, entry, now) },
  ]);
  // The same code entered again is in the audit already, and whoever entered it has proved their mailbox.
  return written.ok || !unverified ? undefined : refuse('unavailable', { retryAfterSeconds: 1 });
}
