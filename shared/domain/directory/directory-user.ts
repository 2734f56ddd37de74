/** A person in a customer's directory, as every directory tells of one. */
import * as z from 'zod';
import { directoryRoles, type Administers } from '../../catalogue/directory-roles';

const roleNames = Object.keys(directoryRoles) as [keyof typeof directoryRoles, ...(keyof typeof directoryRoles)[]];

/** A role by Kesher's name for it; `other` is one that it has no name for. */
const DirectoryRole = z.enum([...roleNames, 'other']);

/** A role that somebody holds in the directory. */
export const HeldRole = z.object({
  role: DirectoryRole,
  /** The id of its template, by which it is known everywhere, where there is one. */
  templateId: z.string().optional(),
  /** What the directory calls it. */
  name: z.string().optional(),
});
export type HeldRole = z.infer<typeof HeldRole>;

/** A licence that somebody has, by Microsoft's ids: `EXCHANGESTANDARD`, for instance, is the part number of Exchange Online (Plan 1). */
export const Licence = z.object({ skuId: z.string().optional(), skuPartNumber: z.string().optional() });
export type Licence = z.infer<typeof Licence>;

/** Where a password is decided: in the directory itself, in one on the customer's premises, or by an identity provider that the domain is federated with. */
export const PasswordHome = z.enum(['directory', 'onPremises', 'federated']);
export type PasswordHome = z.infer<typeof PasswordHome>;

export const DirectoryUser = z.object({
  userId: z.string(),
  name: z.string(),
  /** What they sign in with. */
  email: z.string(),
  /** Their mailbox, where that is another address. */
  mailbox: z.string().optional(),
  /** Addresses elsewhere that the directory knows them by, the first one first. */
  alternateAddresses: z.array(z.string()),
  enabled: z.boolean(),
  passwordIn: PasswordHome,
  roles: z.array(HeldRole),
  licences: z.array(Licence),
});
export type DirectoryUser = z.infer<typeof DirectoryUser>;

const named: ReadonlyMap<string, keyof typeof directoryRoles> = new Map(
  roleNames.map((role) => [directoryRoles[role].templateId, role] as const),
);

/** A role by the id of its template. */
export function heldRole(templateId: string, name?: string): HeldRole {
  const id = templateId.toLowerCase();
  return { role: named.get(id) ?? 'other', templateId: id, ...(name === undefined ? {} : { name }) };
}

const order: readonly Administers[] = ['nobody', 'passwords', 'more'];

/** What somebody administers at the customer, by the highest of their roles. */
export function administers({ roles }: Pick<DirectoryUser, 'roles'>): Administers {
  const each = roles.map(({ role }): Administers => (role === 'other' ? 'more' : directoryRoles[role].administers));
  return order.findLast((one) => each.includes(one)) ?? 'nobody';
}

/** Whether somebody is a global administrator of the customer. */
export function isGlobalAdministrator({ roles }: Pick<DirectoryUser, 'roles'>): boolean {
  return roles.some(({ role }) => role === 'globalAdministrator');
}
