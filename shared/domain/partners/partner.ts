/** A partner: the organisation that runs or is served by Kesher, and the company profile that its customers see. */
import * as z from 'zod';
import { Cloud } from '../cloud';
import { documentOf } from '../document';
import { Language, Timestamp } from '../text';
import type { CompanyProfile } from './company-profile';
import type { PartnerEdit } from './partner-edit';

export const Authorization = z.enum(
  ['subscriptionAdvisor', 'delegatedAdministration', 'serviceProvider'],
  'Must be subscriptionAdvisor, delegatedAdministration or serviceProvider.',
);
export type Authorization = z.infer<typeof Authorization>;

export const Partner = documentOf('partner', {
  name: z.string(),
  cloud: Cloud,
  authorizations: z.array(Authorization),
  status: z.enum(['active', 'suspended']),
  /** The global administrator that the operator named last. */
  globalAdministrator: z.object({ userId: z.string(), name: z.string(), email: z.string() }),
  profile: z.object({
    name: z.string(),
    logo: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    website: z.string().nullable(),
    address: z.string().nullable(),
    offices: z.array(z.object({ id: z.string(), name: z.string() })),
    preferredLanguage: Language,
    accent: z.string().nullable(),
  }),
  /** Keeps ids that are derived from addresses and request keys from being guessed. */
  idSalt: z.string(),
  createdAt: Timestamp,
  /** Counts the operator's edits; `profileRevision` those of the company profile. */
  revision: z.int(),
  profileRevision: z.int(),
});
export type Partner = z.infer<typeof Partner>;

/** The document id of the partner in its own partition. */
export const partnerKey = 'partner';

/** A new partner, as the operator described it, with a company profile to be completed by its administrator. */
export function createPartner(details: {
  readonly partnerId: string;
  readonly edit: PartnerEdit;
  readonly idSalt: string;
  readonly now: Date;
}): Partner {
  const { edit } = details;
  return {
    id: partnerKey,
    partnerId: details.partnerId,
    type: 'partner',
    schemaVersion: 1,
    name: edit.name,
    cloud: edit.cloud,
    authorizations: edit.authorizations,
    status: edit.status ?? 'active',
    globalAdministrator: keptOf(edit),
    profile: {
      name: edit.name,
      logo: null,
      phone: null,
      email: null,
      website: null,
      address: null,
      offices: [{ id: 'main', name: edit.name }],
      preferredLanguage: edit.cloud === 'china' ? 'zh-CN' : 'en',
      accent: null,
    },
    idSalt: details.idSalt,
    createdAt: details.now.toISOString(),
    revision: 1,
    profileRevision: 1,
  };
}

/** The partner after an operator's edit; a status that is left out stays. */
export function editPartner(partner: Partner, edit: PartnerEdit): Partner {
  return {
    ...partner,
    name: edit.name,
    cloud: edit.cloud,
    authorizations: edit.authorizations,
    status: edit.status ?? partner.status,
    globalAdministrator: keptOf(edit),
    revision: partner.revision + 1,
  };
}

function keptOf({ globalAdministrator: { userId, name, email } }: PartnerEdit): Partner['globalAdministrator'] {
  return { userId, name, email };
}

/** The partner with another company profile. */
export function editCompany(partner: Partner, profile: CompanyProfile): Partner {
  return { ...partner, profile, profileRevision: partner.profileRevision + 1 };
}

/** Where the partner is told of what concerns all of it: at the address that customers see, or its global administrator's. */
export function noticeAddressOf({ profile, globalAdministrator }: Partner): { address: string; name: string } {
  return profile.email === null
    ? { address: globalAdministrator.email, name: globalAdministrator.name }
    : { address: profile.email, name: profile.name };
}

/** What an operator reads of a partner, and may send back. */
export function partnerView(partner: Partner) {
  const { partnerId: id, name, cloud, authorizations, status, globalAdministrator, createdAt } = partner;
  return { id, name, cloud, authorizations, status, globalAdministrator, createdAt };
}
