/** A partner: the organisation that runs or is served by Kesher, and the company profile that its customers see. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { Cloud } from '../cloud';
import { documentOf } from '../document';
import { refuseFields, type Refused } from '../refusal';
import { Language, Timestamp } from '../text';
import type { CompanyProfile } from './company-profile';
import { LogoImage } from './logo';
import type { PartnerEdit } from './partner-edit';

export const Authorization = z.enum(
  ['subscriptionAdvisor', 'delegatedAdministration', 'serviceProvider'],
  'Must be subscriptionAdvisor, delegatedAdministration or serviceProvider.',
);
export type Authorization = z.infer<typeof Authorization>;

const Office = z.object({ id: z.string(), name: z.string(), retired: z.boolean().optional() });

export const Partner = documentOf('partner', {
  name: z.string(),
  cloud: Cloud,
  authorizations: z.array(Authorization),
  status: z.enum(['active', 'suspended']),
  /** The global administrator that the operator named last. */
  globalAdministrator: z.object({ userId: z.string(), name: z.string(), email: z.string() }),
  profile: z.object({
    name: z.string(),
    /** As a data URL; only as profiles were kept before the logo had a document of its own. */
    logo: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    website: z.string().nullable(),
    address: z.string().nullable(),
    offices: z.array(Office),
    support: z
      .object({
        email: z.string().nullable(),
        phone: z.string().nullable(),
        url: z.string().nullable(),
        hours: z.string().nullable(),
      })
      .nullable()
      .default(null),
    /** Where service requests are sent; left out by profiles from before there were any. */
    serviceRequests: z
      .object({ sentTo: z.enum(['ownDesk', 'distributor', 'microsoft']), email: z.string().nullable() })
      .nullable()
      .default(null),
    preferredLanguage: Language,
    timeZone: z.string().nullable().default(null),
    accent: z.string().nullable(),
  }),
  /** Which document holds the logo, and how large it is. */
  logoImage: LogoImage.optional(),
  /** Offices that the partner no longer lists: offers may name them for as long as they are kept. */
  formerOffices: z.array(Office.omit({ retired: true })).optional(),
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
      support: null,
      serviceRequests: null,
      preferredLanguage: edit.cloud === 'china' ? 'zh-CN' : 'en',
      timeZone: null,
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

/** The partner with another company profile. An office that is left out is kept by its name, for the offers that it made. */
export function editCompany(partner: Partner, profile: CompanyProfile, logoImage?: LogoImage): Partner {
  const { logoImage: _logo, formerOffices: _offices, ...rest } = partner;
  const formerOffices = formerAfter(partner, profile);
  return {
    ...rest,
    profile: { ...profile, logo: null },
    ...(logoImage === undefined ? {} : { logoImage }),
    ...(formerOffices.length === 0 ? {} : { formerOffices }),
    profileRevision: partner.profileRevision + 1,
  };
}

/** Says when more offices would be left out than are kept. */
export function officesFault(partner: Partner, profile: CompanyProfile): Refused | undefined {
  if (formerAfter(partner, profile).length <= limits.companyProfile.formerOffices) return undefined;
  const detail = 'Too many offices were left out by now: rename one, or list one of formerOffices again.';
  return refuseFields({ pointer: '/offices', detail });
}

function formerAfter({ formerOffices = [], profile: before }: Partner, { offices }: CompanyProfile) {
  const listed = new Set(offices.map(({ id }) => id));
  const named = new Map([...formerOffices, ...before.offices].map(({ id, name }) => [id, { id, name }]));
  return [...named.values()].filter(({ id }) => !listed.has(id));
}

/** The office that makes an offer: the one that is named, or the first; undefined for one that makes none, or none any more. */
export function officeFor({ profile }: Pick<Partner, 'profile'>, officeId?: string): string | undefined {
  return profile.offices.find(({ id, retired }) => retired !== true && (officeId === undefined || id === officeId))?.id;
}

/** What customers are told of the office that made an offer, where the partner has or had several; it outlives the office. */
export function officeNameOf(
  { profile, formerOffices = [] }: Pick<Partner, 'profile' | 'formerOffices'>,
  officeId: string | undefined,
): string | undefined {
  const { name: company, offices } = profile;
  // The office that every profile begins with is the company itself.
  const former = formerOffices.filter(({ name }) => name !== company);
  const all = [...offices, ...former];
  return all.length > 1 ? all.find(({ id }) => id === officeId)?.name : undefined;
}

/** Where the partner is told of what concerns all of it: at the address that customers see, or its global administrator's. */
export function noticeAddressOf({ profile, globalAdministrator }: Partner): { address: string; name: string } {
  return profile.email === null
    ? { address: globalAdministrator.email, name: globalAdministrator.name }
    : { address: profile.email, name: profile.name };
}

/** What the partner's users read of its company profile, and may send back. */
export function companyView(partner: Partner, logo: { readonly logo: string | null; readonly logoUrl: string | null }) {
  return { ...partner.profile, ...logo, formerOffices: partner.formerOffices ?? [] };
}

/** What an operator reads of a partner, and may send back. */
export function partnerView(partner: Partner) {
  const { partnerId: id, name, cloud, authorizations, status, globalAdministrator, createdAt } = partner;
  return { id, name, cloud, authorizations, status, globalAdministrator, createdAt };
}
