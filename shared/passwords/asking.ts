/** What is needed to judge the reset of somebody's password, read at this moment: the person's roles may have changed since anybody looked. */
import type { Customer } from '../domain/customers/customer';
import type { DirectoryUser } from '../domain/directory/directory-user';
import { sameMailbox } from '../domain/mailbox';
import type { Partner } from '../domain/partners/partner';
import { User } from '../domain/partners/user';
import { PasswordReset, resetKey } from '../domain/passwords/password-reset';
import { ok, refuse, type Refused, type Result } from '../domain/refusal';
import { documentRef } from '../http/document-ref';
import type { Ports, Stored } from '../ports';
import { wholeList } from '../store/whole-list';
import { refusedBy, tenantOf } from './directory-refusals';

/** The person, and who administers the customer's directory. */
export async function readTarget(
  { directory }: Pick<Ports, 'directory'>,
  partner: Partner,
  customer: Customer,
  userId: string,
): Promise<Result<{ readonly target: DirectoryUser; readonly administrators: readonly DirectoryUser[] }>> {
  const tenant = tenantOf(partner, customer);
  const [read, found] = await Promise.all([directory.readUser(tenant, userId), directory.administrators(tenant)]);
  if (read.kind === 'refused') return refusedBy(read);
  if (found.kind === 'refused') return refusedBy(found);
  const fault = speakerFault(customer, found.users);
  if (fault) return fault;
  return ok({ target: read.user, administrators: found.users });
}

/**
 * Any mailbox of its domain can have a customer delegate; a directory is opened by those who administer it alone. Refuses while the administrator on record,
 * who answered for the customer, is none of them.
 */
export function speakerFault(
  { contact }: Pick<Customer, 'contact'>,
  administrators: readonly DirectoryUser[],
): Refused | undefined {
  const onRecord = sameMailbox(contact.email);
  const speaks = administrators.some(({ email, mailbox = email, alternateAddresses }) =>
    [email, mailbox, ...alternateAddresses].some((address) => sameMailbox(address) === onRecord),
  );
  return speaks ? undefined : notTheirs;
}

const notTheirs = refuse('forbidden', {
  detail:
    'The administrator on record is no global administrator of the customer’s directory: ask the customer to name one on its access page.',
});

/** A reset as somebody names it. */
export async function readReset(
  { partners }: Pick<Ports, 'partners'>,
  partnerId: string,
  resetId: string,
): Promise<Stored<PasswordReset> | undefined> {
  const ref = documentRef(partnerId, resetKey(resetId));
  return ref && partners.read(PasswordReset, ref);
}

/** Whoever can approve what a colleague asks for. */
export async function colleaguesWithFullAccess(
  { partners }: Pick<Ports, 'partners'>,
  partition: string,
): Promise<readonly User[]> {
  const users = await wholeList(partners, User, { partition, type: 'user' });
  return users.filter(({ status, supportedCompanies }) => status === 'active' && supportedCompanies === 'full');
}
