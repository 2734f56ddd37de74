/** What people are told where a customer's directory refuses, and which directory is asked. */
import type { Customer } from '../domain/customers/customer';
import type { Partner } from '../domain/partners/partner';
import { refuse, type Refused } from '../domain/refusal';
import type { DirectoryRefusal, Tenant } from '../ports';

/** The directory of a customer of this partner. */
export function tenantOf({ partnerId, cloud }: Partner, { id: customerId, primaryDomain }: Customer): Tenant {
  return { partnerId, customerId, cloud, primaryDomain };
}

const refusals: Readonly<Record<DirectoryRefusal['reason'], Refused>> = {
  relationshipGone: refuse('forbidden', {
    detail:
      'The customer’s directory does not let your company in: at Microsoft, the relationship with this customer has ended, or does not include the roles that this needs.',
  }),
  userGone: refuse('not-found'),
  notAllowed: refuse('forbidden', {
    detail: 'The customer’s directory does not let your company set the password of this person.',
  }),
  passwordRefused: refuse('state-conflict', {
    detail: 'The customer’s directory has rules of its own for passwords, and took none of those that were tried.',
  }),
  passwordElsewhere: refuse('state-conflict', {
    detail:
      'The password of this person is not decided in the cloud: it has to be reset in the customer’s own Active Directory, or at its identity provider.',
  }),
};

/** The refusal of a directory in the words of the API. */
export function refusedBy({ reason }: DirectoryRefusal): Refused {
  return refusals[reason];
}
