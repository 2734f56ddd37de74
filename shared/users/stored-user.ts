/** The partner's own users as callers name them: an id is only ever looked up among the caller's. */
import { User, userKey } from '../domain/partners/user';
import { UserId } from '../domain/text';
import type { Ports, Stored } from '../ports';

/** The user of this id; a malformed id names nobody, just as an unknown one. */
export async function readUser(
  { partners }: Pick<Ports, 'partners'>,
  partition: string,
  id: string | undefined,
): Promise<Stored<User> | undefined> {
  const userId = UserId.safeParse(id);
  return userId.success ? partners.read(User, { partition, id: userKey(userId.data) }) : undefined;
}
