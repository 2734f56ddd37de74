/** The global administrator whom an operator's edit names. */
import type { Partner } from './partner';
import type { PartnerEdit } from './partner-edit';
import { createGlobalAdministrator, restoreGlobalAdministrator, type User } from './user';

/** The person as the edit makes them, when it changes what they are: what was read, sent back, changes nobody's role. */
export function namedAdministrator(details: {
  readonly before: Partner | undefined;
  readonly known: User | undefined;
  readonly edit: PartnerEdit;
  readonly partnerId: string;
  readonly now: Date;
}): User | undefined {
  const { before, known, edit, partnerId, now } = details;
  const { globalAdministrator: person } = edit;
  const isNamedAnew = before?.globalAdministrator.userId !== person.userId || person.restore === true;
  if (!isNamedAnew) return undefined;
  if (!known) return createGlobalAdministrator({ partnerId, person, now });
  const restored = restoreGlobalAdministrator(known, person.restore === true);
  return restored === known ? undefined : restored;
}
