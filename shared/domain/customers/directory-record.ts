/** The people of a customer as Kesher keeps them itself, where no other directory does. No password is part of it, only that a temporary one was set. */
import * as z from 'zod';
import { findProduct } from '../product';
import { DirectoryUser, heldRole, type Licence } from '../directory/directory-user';
import { directoryRoles } from '../../catalogue/directory-roles';
import { documentId, documentOf } from '../document';
import { foldForSearch, Timestamp } from '../text';
import type { Customer } from './customer';
import { placeOf, placesThatBegin, tailOf } from './places';

export const DirectoryRecord = documentOf('directory-user', {
  customerId: z.string(),
  user: DirectoryUser,
  /** A temporary password that nobody is known to have changed since. */
  temporaryPassword: z.object({ setAt: Timestamp, operationId: z.string() }).optional(),
  searchText: z.string(),
  places: z.record(z.string(), z.string()),
});
export type DirectoryRecord = z.infer<typeof DirectoryRecord>;

/** The list that the people of a customer stand in, by name. */
const directoryList = 'directory';

/** The document id of somebody in a customer's directory. */
export function directoryRecordKey(customerId: string, userId: string): string {
  return documentId('directory-user', customerId, userId);
}

const between = ' ';

/** The people of one customer, by name. */
export function listOfDirectory(partnerId: string, customerId: string) {
  return {
    partition: partnerId,
    type: 'directory-user',
    in: { list: directoryList, ...placesThatBegin(customerId + between) },
    order: 'oldest',
  } as const;
}

/** Somebody as the directory of this customer keeps them. */
export function directoryRecord(partnerId: string, customerId: string, user: DirectoryUser): DirectoryRecord {
  const id = directoryRecordKey(customerId, user.userId);
  return {
    id,
    partnerId,
    type: 'directory-user',
    schemaVersion: 1,
    customerId,
    user,
    searchText: directorySearchText(user),
    places: { [directoryList]: placeOf(customerId + between + foldForSearch(user.name).slice(0, 60), tailOf(id)) },
  };
}

/** What somebody is found by: name, and every address. */
export function directorySearchText({
  name,
  email,
  mailbox = '',
  alternateAddresses,
}: Pick<DirectoryUser, 'name' | 'email' | 'mailbox' | 'alternateAddresses'>): string {
  return foldForSearch([name, email, mailbox, ...alternateAddresses].join(' '));
}

/** The administrator on record, with whom every directory begins: a global administrator, who uses the first product that the customer has. */
export function administratorOnRecord(
  { contact, subscriptions = {} }: Pick<Customer, 'contact' | 'subscriptions'>,
  userId: string,
): DirectoryUser {
  const running = Object.values(subscriptions).find(({ state }) => state === 'active');
  return {
    userId,
    name: contact.name,
    email: contact.email,
    alternateAddresses: [],
    enabled: true,
    passwordIn: 'directory',
    roles: [heldRole(directoryRoles.globalAdministrator.templateId)],
    licences: running ? licencesOf(running.productId) : [],
  };
}

/** The licences that somebody needs for a product, by Microsoft's ids where its public documents give them. */
export function licencesOf(productId: string): Licence[] {
  const { skuId, skuPartNumber } = findProduct(productId)?.microsoft ?? {};
  if (skuId === undefined && skuPartNumber === undefined) return [];
  return [{ ...(skuId === undefined ? {} : { skuId }), ...(skuPartNumber === undefined ? {} : { skuPartNumber }) }];
}
