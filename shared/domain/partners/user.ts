/** The partner's own users, with two independent switches: a role in their own company, and access to the companies it supports. */
import * as z from 'zod';
import type { Cloud } from '../cloud';
import { documentId, documentOf, sortKeyOf } from '../document';
import { refuse, type Refused } from '../refusal';
import { domainSpellings, shownBeside } from '../shown-domains';
import { domainOf, foldForSearch } from '../text';
import { facts, seenBy, type Sight } from '../visibility';
import type { Authorization, Partner } from './partner';

export const companyRoles = [
  'none',
  'billingAdministrator',
  'globalAdministrator',
  'passwordAdministrator',
  'serviceAdministrator',
  'userManagementAdministrator',
] as const;

export const CompanyRole = z.enum(companyRoles, `Must be ${inWords(companyRoles)}.`);
export type CompanyRole = z.infer<typeof CompanyRole>;

/** From the least access to the most. */
const accessLevels = ['none', 'limited', 'full'] as const;

export const SupportedCompanies = z.enum(accessLevels, `Must be ${inWords(accessLevels)}.`);
export type SupportedCompanies = z.infer<typeof SupportedCompanies>;

const userStatuses = ['active', 'deactivated'] as const;

export const UserStatus = z.enum(userStatuses, `Must be ${inWords(userStatuses)}.`);
type UserStatus = z.infer<typeof UserStatus>;

export const User = documentOf('user', {
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  companyRole: CompanyRole,
  supportedCompanies: SupportedCompanies,
  /** Left out by users from before anybody could be deactivated. */
  status: UserStatus.default('active'),
  /** Whether nothing names them yet: they never asked for a change, and the operator did not name them. Of users from before nobody knows. */
  removable: z.boolean().default(false),
  /** Left out by users from before there was a list of them. */
  searchText: z.string().default(''),
  sortKey: z.string(),
  revision: z.int(),
});
export type User = z.infer<typeof User>;

/** What somebody decides of a user. */
export type UserFields = Pick<User, 'name' | 'email' | 'companyRole' | 'supportedCompanies'>;

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

/** The document id of a user in its partner's partition. */
export function userKey(userId: string): string {
  return documentId('user', userId);
}

/** A new user, who has done nothing yet. */
export function createUser(details: {
  readonly partnerId: string;
  readonly person: UserFields & Pick<User, 'userId'>;
  readonly now: Date;
}): User {
  const { userId, name, email, companyRole, supportedCompanies } = details.person;
  return {
    id: userKey(userId),
    partnerId: details.partnerId,
    type: 'user',
    schemaVersion: 1,
    userId,
    name,
    email,
    companyRole,
    supportedCompanies,
    status: 'active',
    removable: true,
    searchText: searchTextOf({ name, email }),
    sortKey: sortKeyOf(details.now.toISOString(), userId),
    revision: 1,
  };
}

/** A global administrator whom the operator named: full access at the start. */
export function createGlobalAdministrator(details: {
  readonly partnerId: string;
  readonly person: { readonly userId: string; readonly name: string; readonly email: string };
  readonly now: Date;
}): User {
  const { person, ...more } = details;
  const full = { companyRole: 'globalAdministrator', supportedCompanies: 'full' } as const;
  return { ...createUser({ ...more, person: { ...person, ...full } }), removable: false };
}

/** The same user as an active global administrator with full access again; one who is one keeps the access they have, unless it is `asked` for. */
export function restoreGlobalAdministrator(user: User, asked: boolean): User {
  if (administers(user) && (!asked || user.supportedCompanies === 'full'))
    return user.removable ? { ...user, removable: false } : user;
  return {
    ...user,
    companyRole: 'globalAdministrator',
    supportedCompanies: 'full',
    status: 'active',
    removable: false,
    revision: user.revision + 1,
  };
}

/** Whether the user is one of those who answer for the company: one of them there always is. */
export function administers(user: Pick<User, 'companyRole' | 'status'>): boolean {
  return user.companyRole === 'globalAdministrator' && user.status === 'active';
}

/** Whether the first access to supported companies allows more than the second. */
export function allowsMore(one: SupportedCompanies, other: SupportedCompanies): boolean {
  return accessLevels.indexOf(one) > accessLevels.indexOf(other);
}

/** What a user is found by: their name, and their address as it is kept and as it is read. */
export function searchTextOf({ name, email }: Pick<User, 'name' | 'email'>): string {
  const local = email.slice(0, -domainOf(email).length);
  const addresses = domainSpellings(domainOf(email)).map((domain) => local + domain);
  return foldForSearch([name, ...addresses].join(' '));
}

/** What the API says of a user. */
export function userView(user: User) {
  const { userId, name, email, companyRole, supportedCompanies, status, removable, sortKey } = user;
  return {
    userId,
    name,
    email,
    ...shownBeside({ email }),
    companyRole,
    supportedCompanies,
    status,
    removable,
    createdAt: sortKey.slice(0, sortKey.indexOf('~')),
  };
}

/** What an operation needs of the user and of the partner, beyond being known. */
export interface Needs {
  /** This role, or one of these. */
  readonly companyRole?: CompanyRole | readonly CompanyRole[];
  /** `limited` is satisfied by full access too. */
  readonly supportedCompanies?: 'limited' | 'full';
  /** One of these authorisations. */
  readonly authorizations?: readonly Authorization[];
  /** The only cloud that has it. */
  readonly cloud?: Cloud;
}

const authorizationNames: Record<Authorization, string> = {
  subscriptionAdvisor: 'a subscription advisor',
  delegatedAdministration: 'allowed to offer delegated administration',
  serviceProvider: 'a service provider',
};

const roleNames: Record<CompanyRole, string> = {
  none: 'no role',
  billingAdministrator: 'billing administrator',
  globalAdministrator: 'global administrator',
  passwordAdministrator: 'password administrator',
  serviceAdministrator: 'service administrator',
  userManagementAdministrator: 'user management administrator',
};

/** What somebody is told who was deactivated. */
export const deactivatedDetail =
  'You were deactivated in your company here; its global administrator can activate you again.';

/** Says what this user of this partner lacks, or nothing. */
export function lacks(needs: Needs, user: User, partner: Partner): Refused | undefined {
  if (needs.cloud && partner.cloud !== needs.cloud)
    return refuse('forbidden', { detail: `This does not exist in the ${partner.cloud} cloud.` });
  const roles = rolesOf(needs);
  if (roles && !roles.includes(user.companyRole))
    return refuse('forbidden', {
      detail: `Only a ${inWords(roles.map((role) => roleNames[role]))} of your company may do this; your role is ${roleNames[user.companyRole]}.`,
    });
  if (needs.supportedCompanies && user.supportedCompanies === 'none')
    return refuse('forbidden', {
      detail: 'You have no access to the companies you support (supportedCompanies is none).',
    });
  if (needs.supportedCompanies === 'full' && user.supportedCompanies !== 'full')
    return refuse('forbidden', {
      detail: 'This needs full access to the companies you support (supportedCompanies is limited).',
    });
  if (needs.authorizations && !needs.authorizations.some((one) => partner.authorizations.includes(one)))
    return refuse('forbidden', {
      detail: `Your company is not ${inWords(needs.authorizations.map((one) => authorizationNames[one]))} (authorization ${needs.authorizations.join(' or ')}).`,
    });
  return undefined;
}

/** The kinds of facts that this user of this partner sees. */
export function sightOf(user: User, partner: Partner): Sight {
  return new Set(facts.filter((fact) => !lacks(seenBy[fact], user, partner)));
}

/** The roles of which one is needed, where one is. */
export function rolesOf({ companyRole }: Needs): readonly CompanyRole[] | undefined {
  return typeof companyRole === 'string' ? [companyRole] : companyRole;
}

/** What is needed, in words; a user of the partner alone when it is nothing more. */
export function needsInWords(needs: Needs): string {
  const { supportedCompanies, authorizations, cloud } = needs;
  const roles = rolesOf(needs)?.map((role) => roleNames[role]);
  const parts = [
    ...(roles ? [`${inWords(roles)} of the partner`] : []),
    ...(supportedCompanies ? [accessNames[supportedCompanies]] : []),
    ...(authorizations ? [`the partner is ${inWords(authorizations.map((one) => authorizationNames[one]))}`] : []),
    ...(cloud ? [`cloud ${cloud}`] : []),
  ];
  return parts.length === 0 ? 'any user of the partner' : parts.join('; ');
}

const accessNames = {
  limited: 'limited or full access to supported companies',
  full: 'full access to supported companies',
} as const;
