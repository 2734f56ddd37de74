/** What is asked of a partner's users: stands apart from the user itself, which every call reads. */
import * as z from 'zod';
import { EmailAddress } from '../addresses';
import { Language, line, UserId } from '../text';
import { CompanyRole, SupportedCompanies, UserStatus } from './user';

const name = line(100);

/** A colleague to be added; the mail that says so is in the company's language unless another is named. */
export const NewUser = z.strictObject({
  userId: UserId,
  name,
  email: EmailAddress,
  companyRole: CompanyRole.default('none'),
  supportedCompanies: SupportedCompanies.default('none'),
  language: Language.optional(),
});
export type NewUser = z.infer<typeof NewUser>;

/** What changes about a user; what is left out stays. */
export const UserEdit = z.strictObject({
  name: name.exactOptional(),
  email: EmailAddress.exactOptional(),
  companyRole: CompanyRole.exactOptional(),
  supportedCompanies: SupportedCompanies.exactOptional(),
  status: UserStatus.exactOptional(),
});
export type UserEdit = z.infer<typeof UserEdit>;
