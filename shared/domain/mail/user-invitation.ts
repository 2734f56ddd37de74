/** The mail to a colleague who was added to a partner's users. */
import { abilitiesOf } from '../partners/abilities';
import type { Partner } from '../partners/partner';
import type { User } from '../partners/user';
import type { Language } from '../text';
import { toUser, writeMail, type Mail } from './mail';

/** Says by whom they were added and what they may do, in the company's language unless another was named. */
export function userInvitation(
  added: {
    readonly creationId: string;
    readonly user: User;
    readonly by: Pick<User, 'name'>;
    readonly partner: Partner;
    readonly now: Date;
  },
  { language }: { readonly language?: Language | undefined },
): Mail {
  const { creationId, user, by, partner, now } = added;
  const { userId, companyRole, supportedCompanies } = user;
  return writeMail({
    partnerId: partner.partnerId,
    mailId: `user-invited-${creationId}`,
    content: {
      template: 'userInvited',
      userId,
      addedBy: by.name,
      companyRole,
      supportedCompanies,
      abilities: [...abilitiesOf(user, partner)],
    },
    language: language ?? partner.profile.preferredLanguage,
    to: toUser(user),
    now,
  });
}
