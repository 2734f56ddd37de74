/** What the API says of partners, their company, their users and what is open to them. */
import * as z from 'zod';
import { Cloud } from '../domain/cloud';
import { MailChoice } from '../domain/partners/notification-settings';
import { Authorization } from '../domain/partners/partner';
import { CompanyRole, SupportedCompanies, UserStatus } from '../domain/partners/user';
import { Language, Timestamp } from '../domain/text';
import { rightsAtCustomer } from './customers';
import { named, shownBeside, support } from './parts';

export const partner = z.object({
  id: z.string(),
  name: z.string(),
  cloud: Cloud,
  authorizations: z.array(Authorization),
  status: z.enum(['active', 'suspended']),
  globalAdministrator: z.object({ userId: z.string(), name: z.string(), email: z.string() }),
  createdAt: Timestamp,
});
named.add(partner, { id: 'Partner', description: 'A Microsoft partner that works with this deployment.' });

const office = z.object({ id: z.string(), name: z.string(), retired: z.boolean().optional() });

export const company = z.object({
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  website: z.string().nullable(),
  address: z.string().nullable(),
  offices: z.array(office),
  formerOffices: z.array(z.object({ id: z.string(), name: z.string() })),
  support,
  serviceRequests: z
    .object({ sentTo: z.enum(['ownDesk', 'distributor', 'microsoft']), email: z.string().nullable() })
    .nullable(),
  preferredLanguage: Language,
  timeZone: z.string().nullable(),
  accent: z.string().nullable(),
  logo: z.string().nullable(),
  logoUrl: z.string().nullable(),
});
named.add(company, { id: 'Company', description: 'The company profile that customers see.' });

const watched = z.object({
  kind: z.string(),
  title: z.string(),
  count: z.int(),
  more: z.boolean().optional(),
  href: z.string(),
});

export const overview = z.object({
  partner: z.object({ id: z.string(), name: z.string(), cloud: Cloud }),
  authorizations: z.array(Authorization),
  links: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      href: z.string(),
      available: z.boolean(),
      reason: z.string().optional(),
    }),
  ),
  customers: z.object({ count: z.int(), view: z.enum(['list', 'search']) }),
  attention: z.array(watched),
  attentionWithheld: z.array(z.object({ kind: z.string(), reason: z.string() })),
});
named.add(overview, {
  id: 'Overview',
  description: 'Who the partner is, what this user may use, and what needs attention.',
});

export const user = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  ...shownBeside,
  companyRole: CompanyRole,
  supportedCompanies: SupportedCompanies,
  status: UserStatus,
  removable: z.boolean(),
  createdAt: Timestamp,
});
named.add(user, {
  id: 'User',
  description: 'One of the partner’s own people, with a role in the company and access to those it supports.',
});

const permission = z.object({
  operation: z.string(),
  method: z.string(),
  route: z.string(),
  title: z.string(),
  further: z.string().optional(),
  needs: z.string(),
  requires: z.object({
    companyRoles: z.array(CompanyRole).optional(),
    supportedCompanies: SupportedCompanies.exclude(['none']).optional(),
    authorizations: z.array(Authorization).optional(),
    cloud: Cloud.optional(),
  }),
});
named.add(permission, { id: 'Permission', description: 'An operation, and what a user and the partner need for it.' });

export const permissions = z.object({ items: z.array(permission) });

export const rights = z.object({
  userId: z.string(),
  companyRole: CompanyRole,
  supportedCompanies: SupportedCompanies,
  status: UserStatus,
  items: z.array(
    permission.omit({ needs: true, requires: true }).extend({ allowed: z.boolean(), reason: z.string().optional() }),
  ),
  customer: rightsAtCustomer.optional(),
});
named.add(rights, { id: 'Rights', description: 'What a user may do, and why not.' });

export const preferences = z.object({ mail: MailChoice, language: Language.nullable() });
named.add(preferences, { id: 'NotificationPreferences', description: 'How a user is told what happens.' });
