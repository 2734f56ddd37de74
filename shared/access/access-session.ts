/** The session of an access page. It ends with its time, and when somebody else becomes the administrator on record. */
import { limits } from '../catalogue/limits';
import type { Customer } from '../domain/customers/customer';
import { sameMailbox } from '../domain/mailbox';
import { hasMailboxSession, startMailboxSession, type MailboxSession } from '../http/mailbox-session';
import { accessPaths } from '../paths/access-paths';
import type { Ports } from '../ports';

const kind = { cookie: 'kesher-access', purpose: 'access-session', minutes: limits.access.sessionMinutes } as const;

const ofCustomer = ({ partnerId, id, contact }: Customer) => [partnerId, id, sameMailbox(contact.email)];

/** A session that starts now, for the administrator on record. */
export function startSession(
  ports: Pick<Ports, 'secrets' | 'settings'>,
  { token, customer, now }: { readonly token: string; readonly customer: Customer; readonly now: Date },
): MailboxSession {
  return startMailboxSession(ports, kind, { page: accessPaths(token).page, of: ofCustomer(customer), now });
}

/** Whether a request comes with a session of this customer's administrator on record that has not ended. */
export function hasSession(
  ports: Pick<Ports, 'secrets'>,
  cookies: string | null,
  customer: Customer,
  now: Date,
): boolean {
  return hasMailboxSession(ports, kind, cookies, { of: ofCustomer(customer), now });
}
