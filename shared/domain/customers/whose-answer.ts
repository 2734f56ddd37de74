/** Whose an answer is: a company's by its domain, or one mailbox's where many share the domain. */
import { documentId } from '../document';
import { domainOf } from '../text';
import { sameMailbox } from '../mailbox';
import { customerIdOfDomain, type Customer } from './customer';
import type { SharedDomains } from './shared-domain';

/** Who an answer says that it is from. */
export interface Answering {
  readonly primaryDomain?: string | null | undefined;
  readonly contact: { readonly email: string };
}

/** Whom an answer belongs to. */
export interface Whose {
  readonly customerId: string;
  readonly primaryDomain: string | null;
}

/** Where the customer of an answer may be on record: `earlier` are records from before its domain, or its spelling, was known for what it is. */
export interface Candidates extends Whose {
  readonly earlier: readonly string[];
}

/** Where to look for the customer of an answer; `keys` are those of its mailbox, the one of today first. */
export function candidatesOf(
  { primaryDomain, contact }: Answering,
  keys: readonly [string, ...string[]],
  isShared: SharedDomains,
): Candidates {
  if (primaryDomain && !isShared(primaryDomain))
    return { customerId: customerIdOfDomain(primaryDomain), primaryDomain, earlier: [] };
  const [key, ...former] = keys;
  return {
    customerId: customerIdOfMailbox(key),
    primaryDomain: null,
    earlier: [...former.map(customerIdOfMailbox), customerIdOfDomain(domainOf(contact.email))],
  };
}

/** The customer that an answer belongs to, of those on record: an earlier record goes on for the mailbox that stands on it, and for no other one of its domain. */
export function whoseAnswer<T extends { readonly document: Customer }>(
  { contact }: Answering,
  { customerId, primaryDomain, earlier }: Candidates,
  onRecord: ReadonlyMap<string, T>,
): Whose & { readonly customer: T | undefined } {
  const mailbox = sameMailbox(contact.email);
  const known = earlier
    .flatMap((id) => onRecord.get(id) ?? [])
    .find(({ document }) => sameMailbox(document.contact.email) === mailbox);
  return known
    ? { customerId: known.document.id, primaryDomain, customer: known }
    : { customerId, primaryDomain, customer: onRecord.get(customerId) };
}

function customerIdOfMailbox(key: string): string {
  return documentId('address', key);
}
