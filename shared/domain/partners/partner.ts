/** A partner: the organisation that runs or is served by Kesher, and the company profile that its customers see. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { Cloud } from '../cloud';
import { documentOf } from '../document';
import { EmailAddress, Language, line, paragraphs, PhoneNumber, Timestamp, UserId, WebAddress } from '../text';

export const Authorization = z.enum(
  ['subscriptionAdvisor', 'delegatedAdministration', 'serviceProvider'],
  'Must be subscriptionAdvisor, delegatedAdministration or serviceProvider.',
);
export type Authorization = z.infer<typeof Authorization>;

const Office = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/u, 'Must be lower-case letters, digits and dashes, such as tel-aviv.'),
  name: line(100),
});

const Logo = z
  .string()
  .max(Math.ceil((limits.companyProfile.logo.bytes * 4) / 3) + 40, 'Must have at most 32 KB.')
  .regex(
    /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/u,
    'Must be a PNG, JPEG or WebP image as a data URL.',
  );

/** What customers see of the partner in every mail and page. */
export const CompanyProfile = z.strictObject({
  name: line(100),
  logo: Logo.nullable().default(null),
  phone: PhoneNumber.nullable().default(null),
  email: EmailAddress.nullable().default(null),
  website: WebAddress.nullable().default(null),
  address: paragraphs(300).nullable().default(null),
  offices: z
    .array(Office)
    .min(1, 'Must name at least one office.')
    .max(limits.companyProfile.offices)
    .refine((offices) => new Set(offices.map(({ id }) => id)).size === offices.length, 'Office ids must differ.'),
  preferredLanguage: Language,
  /** The accent colour of pages and mails. */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/iu, 'Must be a colour such as #0f6cbd.')
    .nullable()
    .default(null),
});
export type CompanyProfile = z.infer<typeof CompanyProfile>;

const FirstAdministrator = z.strictObject({ userId: UserId, name: line(100), email: EmailAddress });

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

/** What the operator says of a partner; what only Kesher writes is let through and ignored. */
export const PartnerEdit = z
  .strictObject({
    name: line(100),
    cloud: Cloud,
    authorizations: z.array(Authorization).transform((named) => [...new Set(named)].sort()),
    status: z.enum(['active', 'suspended'], 'Must be active or suspended.').optional(),
    globalAdministrator: FirstAdministrator,
    id: z.unknown().optional(),
    createdAt: z.unknown().optional(),
  })
  .transform(({ id: _id, createdAt: _createdAt, ...edit }) => edit);
export type PartnerEdit = z.infer<typeof PartnerEdit>;

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
    globalAdministrator: edit.globalAdministrator,
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
    globalAdministrator: edit.globalAdministrator,
    revision: partner.revision + 1,
  };
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
