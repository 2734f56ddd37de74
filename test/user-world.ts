/** The users of a partner as its portal manages them. */
import type { UserFields } from '../shared/domain/partners/user';
import { noa, person, tenants, type Answer, type Call, type World } from './world';
import type { TokenIdentity } from '../shared/ports';

/** A GUID that ends in these digits. */
export function guid(number: number): string {
  return `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export const tamar = { userId: guid(1), name: 'Tamar Bar', email: 'tamar@northwind.example' };

/** Adds a user by the API; gives the answer. */
export function addedBy(
  world: World,
  as: TokenIdentity,
  body: Readonly<Record<string, unknown>> = {},
  more: Call = {},
): Promise<Answer> {
  return world.call('createUser', { as, body: { ...tamar, ...body }, ...more });
}

/** Adds a user with these switches, who then calls. */
export async function joined(world: World, number: number, switches: Partial<UserFields> = {}): Promise<TokenIdentity> {
  const userId = guid(number);
  const email = `user-${number}@northwind.example`;
  const added = await addedBy(world, noa, { userId, email, name: `User ${number}`, ...switches });
  if (added.status !== 201) throw new Error(`The user was not added: ${added.text}`);
  return person(tenants.northwind, userId);
}

/** Changes a user under the revision that is there, or another. */
export async function changed(
  world: World,
  as: TokenIdentity,
  userId: string,
  body: Readonly<Record<string, unknown>>,
  ifMatch = '*',
): Promise<Answer> {
  return world.call('updateUser', { as, params: { userId }, headers: { 'if-match': ifMatch }, body });
}

/** Removes a user. */
export function removed(world: World, as: TokenIdentity, userId: string, ifMatch = '*'): Promise<Answer> {
  return world.call('deleteUser', { as, params: { userId }, headers: { 'if-match': ifMatch } });
}

/** Who is an active global administrator: by the users' own documents, and as it is written down. */
export async function administratorsIn(world: World): Promise<{
  readonly ofUsers: readonly unknown[];
  readonly writtenDown: readonly unknown[];
}> {
  const [users, written] = [await world.documents('user'), await world.documents('administrators')];
  const ofNorthwind = users.filter(({ partnerId }) => partnerId === tenants.northwind);
  return {
    ofUsers: ofNorthwind
      .filter(({ companyRole, status }) => companyRole === 'globalAdministrator' && status !== 'deactivated')
      .map(({ userId }) => userId)
      .toSorted(),
    writtenDown: written
      .filter(({ partnerId }) => partnerId === tenants.northwind)
      .flatMap(({ userIds }) => (Array.isArray(userIds) ? (userIds as unknown[]) : []))
      .toSorted(),
  };
}
