/** Who answers for a partner's company, in one document: whoever adds or removes one of them writes it, so that one always stays. */
import * as z from 'zod';
import { documentOf } from '../document';
import { ok, refuse, type Result } from '../refusal';
import { administers, type User } from './user';

/** The partner's active global administrators. */
export const Administrators = documentOf('administrators', { userIds: z.array(z.string()) });
export type Administrators = z.infer<typeof Administrators>;

/** The document id of the administrators in their partner's partition. */
export const administratorsKey = 'administrators';

/** Those of a partner who are global administrators and active. */
export function administratorsOf(partnerId: string, users: readonly User[]): Administrators {
  return {
    id: administratorsKey,
    partnerId,
    type: 'administrators',
    schemaVersion: 1,
    userIds: users.filter(administers).map(({ userId }) => userId),
  };
}

/** Whether a change of this user is one of the administrators too. */
export function movesAdministrators(before: User | undefined, after: User | undefined): boolean {
  return (before !== undefined && administers(before)) !== (after !== undefined && administers(after));
}

/** The administrators with one more. */
export function withAdministrator(administrators: Administrators, userId: string): Administrators {
  const others = administrators.userIds.filter((id) => id !== userId);
  return { ...administrators, userIds: [...others, userId] };
}

/** The administrators without one of them: never without the last. */
function withoutAdministrator(administrators: Administrators, userId: string): Result<Administrators> {
  const userIds = administrators.userIds.filter((id) => id !== userId);
  return userIds.length > 0
    ? ok({ ...administrators, userIds })
    : refuse('state-conflict', {
        detail: 'This is the last global administrator of your company: make somebody else one first.',
      });
}

/** The administrators after an act of one of them; whoever is none any more at that moment, by somebody's faster act, decides nothing. */
export function administratorsAfter(
  administrators: Administrators,
  by: Pick<User, 'userId'>,
  { before, after }: { readonly before: User | undefined; readonly after: User | undefined },
): Result<Administrators> {
  if (!administrators.userIds.includes(by.userId))
    return refuse('forbidden', { detail: 'You are not a global administrator of your company any more.' });
  if (after && administers(after)) return ok(withAdministrator(administrators, after.userId));
  return before ? withoutAdministrator(administrators, before.userId) : ok(administrators);
}
