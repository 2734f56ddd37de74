/** The people in the directories of some demo customers, beside their administrators on record: of every kind that a reset of a password has to tell apart. */
import { createHash } from 'node:crypto';
import { directoryRoles } from '../shared/catalogue/directory-roles';
import type { Customer } from '../shared/domain/customers/customer';
import { directoryRecord, licencesOf, type DirectoryRecord } from '../shared/domain/customers/directory-record';
import { heldRole, type DirectoryUser } from '../shared/domain/directory/directory-user';
import { uuidOf } from '../shared/signing/derived-id';

/** How many of a partner's first customers have them. */
const customersWithPeople = 6;

const kinds: readonly (Pick<DirectoryUser, 'roles'> & Partial<DirectoryUser> & { readonly isElsewhere?: boolean })[] = [
  { roles: [], isElsewhere: true },
  { roles: [heldRole(directoryRoles.passwordAdministrator.templateId)], isElsewhere: true },
  { roles: [heldRole(directoryRoles.globalAdministrator.templateId)], isElsewhere: true },
  { roles: [], passwordIn: 'onPremises' },
  { roles: [heldRole(directoryRoles.billingAdministrator.templateId)], enabled: false },
];

/** The people of a customer that is the `index`th of its partner; `names` are those that its language has, with their mailboxes. */
export function demoPeople(
  customer: Customer,
  index: number,
  names: readonly (readonly [string, string])[],
): readonly DirectoryRecord[] {
  if (index >= customersWithPeople) return [];
  const domain = customer.primaryDomain ?? '';
  const licences = Object.values(customer.subscriptions ?? {}).flatMap(({ productId }) => licencesOf(productId));
  const others = names.filter(([name]) => name !== customer.contact.name);
  return kinds.flatMap(({ isElsewhere = false, ...kind }, at) => {
    const [name, mailbox] = others[at] ?? [];
    if (name === undefined || mailbox === undefined) return [];
    const user: DirectoryUser = {
      userId: idOf(`${customer.partnerId} ${customer.id} ${mailbox}`),
      name,
      email: `${mailbox}@${domain}`,
      alternateAddresses: isElsewhere ? [`${mailbox}.${index}@home.example`] : [],
      enabled: true,
      passwordIn: 'directory',
      licences: at % 2 === 0 ? licences.slice(0, 1) : [],
      ...kind,
    };
    return [directoryRecord(customer.partnerId, customer.id, user)];
  });
}

function idOf(seed: string): string {
  return uuidOf(createHash('sha256').update(seed).digest('hex').slice(0, 32));
}
