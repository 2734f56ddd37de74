/** Avital of Contoso, whose password Noa of Northwind resets. */
import type { DirectoryUser } from '../../../../shared/domain/directory/directory-user';
import { askReset, type PasswordReset } from '../../../../shared/domain/passwords/password-reset';
import { createGlobalAdministrator, type User } from '../../../../shared/domain/partners/user';
import { aCustomer } from '../../../redemption-samples';
import { noon, tenants } from '../../../world';

/** Somebody at Contoso. */
export function somebody(changes: Partial<DirectoryUser> = {}): DirectoryUser {
  return {
    userId: 'avital',
    name: 'Avital Bar',
    email: 'avital@contoso.example',
    alternateAddresses: ['avital@home.example'],
    enabled: true,
    passwordIn: 'directory',
    roles: [],
    licences: [],
    ...changes,
  };
}

/** A colleague at Northwind. */
export function colleague(userId: string): User {
  const person = { userId, name: `${userId} of Northwind`, email: `${userId}@northwind.example` };
  return createGlobalAdministrator({ partnerId: tenants.northwind, person, now: noon });
}

type Asked = Partial<Parameters<typeof askReset>[0]>;

/** What asking for a reset gives. */
export function asking(details: Asked = {}) {
  return askReset({
    partnerId: tenants.northwind,
    customer: aCustomer(),
    target: somebody(),
    request: { secondFactor: 'none' },
    needsApproval: false,
    askedBy: { userId: 'noa', name: 'Noa Levi' },
    resetId: 'reset-1',
    link: { publicKey: 'public', keyId: 'link-key' },
    fingerprint: 'f',
    keyId: 'code-key',
    earlier: undefined,
    now: noon,
    ...details,
  });
}

/** A reset that was asked for at noon. */
export function aReset(changes: Partial<PasswordReset> = {}, details: Asked = {}): PasswordReset {
  const asked = asking(details);
  if (!asked.ok) throw new Error(asked.refusal);
  return { ...asked.value, ...changes };
}

export const sealed = { keyId: 'k', ephemeral: 'e', box: 'b' };
