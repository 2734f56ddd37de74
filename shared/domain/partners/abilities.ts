/** What a user may do, in the few words that people are told it in: derived from what the operations need. */
import * as z from 'zod';
import { needsOf } from './needs';
import type { Partner } from './partner';
import { lacks, type User } from './user';

export const Ability = z.enum([
  'lookAround',
  'invite',
  'offerDelegation',
  'useKeys',
  'seeClients',
  'administerClients',
  'manageUsers',
  'administerCompany',
]);
export type Ability = z.infer<typeof Ability>;

const needed = {
  lookAround: needsOf.anything,
  invite: needsOf.inviting,
  offerDelegation: needsOf.delegating,
  useKeys: needsOf.usingKeys,
  seeClients: needsOf.seeingClients,
  administerClients: needsOf.administering,
  manageUsers: needsOf.managingUsers,
  administerCompany: needsOf.administeringCompany,
} as const satisfies Record<Ability, (typeof needsOf)[keyof typeof needsOf]>;

/** What this user of this partner may do. */
export function abilitiesOf(user: User, partner: Partner): readonly Ability[] {
  return Ability.options.filter((ability) => !lacks(needed[ability], user, partner));
}
