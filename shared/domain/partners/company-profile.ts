/** The company profile as its administrator fills it in. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { EmailAddress, WebAddress } from '../addresses';
import { PhoneNumber } from '../phone-numbers';
import { Language, line, paragraphs } from '../text';
import { TimeZone } from '../time-zone';

const Office = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/u, 'Must be lower-case letters, digits and dashes, such as tel-aviv.'),
    name: line(100),
    /** Makes no new offers; customers go on seeing it where it made some. */
    retired: z.boolean().default(false),
  })
  .transform(({ retired, ...office }) => (retired ? { ...office, retired } : office));

/** Where the partner's customers find help: requests go to the address, people call and read when somebody is there. */
const Support = z.strictObject({
  email: EmailAddress.nullable().default(null),
  phone: PhoneNumber.nullable().default(null),
  url: WebAddress.nullable().default(null),
  hours: paragraphs(limits.companyProfile.hoursLength)
    .transform((hours) => (hours === '' ? null : hours))
    .nullable()
    .default(null),
});

/** Where what the partner's own people raise for customers is sent; customers do not see it. */
const ServiceRequests = z
  .strictObject({
    sentTo: z.enum(['ownDesk', 'distributor', 'microsoft'], 'Must be ownDesk, distributor or microsoft.'),
    email: EmailAddress.nullable().default(null),
  })
  .refine(({ sentTo, email }) => sentTo !== 'distributor' || email !== null, {
    path: ['email'],
    error: 'Must be the address at which your distributor takes service requests.',
  })
  .refine(({ sentTo, email }) => sentTo !== 'microsoft' || email === null, {
    path: ['email'],
    error:
      'Leave it out: Microsoft takes service requests by a form, and whoever raises one is mailed all that goes there.',
  });

const Logo = z
  .string()
  .max(Math.ceil((limits.companyProfile.logo.bytes * 4) / 3) + 40, 'Must have at most 32 KB.')
  .regex(
    /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/u,
    'Must be a PNG, JPEG or WebP image as a data URL.',
  );

const Profile = z.strictObject({
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
    .refine((offices) => offices.some((office) => !('retired' in office)), 'Must leave one office that is not retired.')
    .refine((offices) => new Set(offices.map(({ id }) => id)).size === offices.length, 'Office ids must differ.'),
  support: Support.nullable().default(null),
  serviceRequests: ServiceRequests.nullable().default(null),
  preferredLanguage: Language,
  /** In which the partner's own people are told times; those of whatever it is about when there is none. */
  timeZone: TimeZone.nullable().default(null),
  /** The accent colour of pages and mails. */
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/u, 'Must be a colour such as #0f6cbd.')
    .nullable()
    .default(null),
  // Read alone: a PUT takes what GET gave.
  logoUrl: z.unknown().optional(),
  formerOffices: z.unknown().optional(),
});

/** What customers see of the partner in every mail and page, and how its own people are addressed. */
export const CompanyProfile = Profile.transform(({ logoUrl: _logoUrl, formerOffices: _former, ...profile }) => profile);
export type CompanyProfile = z.infer<typeof CompanyProfile>;
