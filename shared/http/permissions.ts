/** The permission table as people and portals read it: made of the table that the operations check. */
import { needsInWords, rolesOf, type Needs } from '../domain/partners/user';
import { access, userOperations, type UserOperation } from './access';
import { operationTitles } from './operation-titles';

/** What one operation needs of the user who calls and of their partner. */
export function permissionOf(operation: UserOperation) {
  const { methods, route, needs } = access[operation];
  const required: Needs = needs;
  const { supportedCompanies, authorizations, cloud } = required;
  const companyRoles = rolesOf(required);
  return {
    operation,
    method: methods[0],
    route: `/${route}`,
    ...operationTitles[operation],
    needs: needsInWords(required),
    requires: {
      ...(companyRoles && { companyRoles }),
      ...(supportedCompanies && { supportedCompanies }),
      ...(authorizations && { authorizations }),
      ...(cloud && { cloud }),
    },
  };
}

/** The same of every operation. */
export function permissions() {
  return userOperations.map(permissionOf);
}
