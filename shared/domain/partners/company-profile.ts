/** The company profile as its administrator fills it in. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { EmailAddress, WebAddress } from '../addresses';
import { PhoneNumber } from '../phone-numbers';
import { Language, line, paragraphs } from '../text';

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
