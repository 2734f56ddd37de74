/** The partner's own users, with two independent switches: a role in their own company, and access to the companies it supports. */
import * as z from 'zod';
import type { Cloud } from '../cloud';
import { documentId, documentOf, sortKeyOf } from '../document';
import { refuse, type Refused } from '../refusal';
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

const CompanyRole = z.enum(companyRoles);
type CompanyRole = z.infer<typeof CompanyRole>;

const SupportedCompanies = z.enum(['none', 'limited', 'full']);
type SupportedCompanies = z.infer<typeof SupportedCompanies>;

export const User = documentOf('user', {
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  companyRole: CompanyRole,
  supportedCompanies: SupportedCompanies,
  sortKey: z.string(),
  revision: z.int(),
});
export type User = z.infer<typeof User>;

/** The document id of a user in its partner's partition. */
export function userKey(userId: string): string {
  return documentId('user', userId);
}

/** A global administrator whom the operator named: full access at the start. */
export function createGlobalAdministrator(details: {
  readonly partnerId: string;
  readonly person: { readonly userId: string; readonly name: string; readonly email: string };
  readonly now: Date;
}): User {
  const { userId, name, email } = details.person;
  return {
    id: userKey(userId),
    partnerId: details.partnerId,
    type: 'user',
    schemaVersion: 1,
    userId,
    name,
    email,
    companyRole: 'globalAdministrator',
    supportedCompanies: 'full',
    sortKey: sortKeyOf(details.now.toISOString(), userId),
    revision: 1,
  };
}

/** The same user as a global administrator again; one who is keeps the access they have. */
export function restoreGlobalAdministrator(user: User): User {
  if (user.companyRole === 'globalAdministrator') return user;
  return { ...user, companyRole: 'globalAdministrator', supportedCompanies: 'full', revision: user.revision + 1 };
}

/** What an operation needs of the user and of the partner, beyond being known. */
export interface Needs {
  readonly companyRole?: CompanyRole;
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

/** Says what this user of this partner lacks, or nothing. */
export function lacks(needs: Needs, user: User, partner: Partner): Refused | undefined {
  if (needs.cloud && partner.cloud !== needs.cloud)
    return refuse('forbidden', { detail: `This does not exist in the ${partner.cloud} cloud.` });
  if (needs.companyRole && user.companyRole !== needs.companyRole)
    return refuse('forbidden', {
      detail: `Only a ${roleNames[needs.companyRole]} of your company may do this; your role is ${roleNames[user.companyRole]}.`,
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
      detail: `Your company is not ${needs.authorizations.map((one) => authorizationNames[one]).join(' or ')} (authorization ${needs.authorizations.join(' or ')}).`,
    });
  return undefined;
}

/** The kinds of facts that this user of this partner sees. */
export function sightOf(user: User, partner: Partner): Sight {
  return new Set(facts.filter((fact) => !lacks(seenBy[fact], user, partner)));
}
