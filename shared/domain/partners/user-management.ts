/** Who may do what to the users of a partner: nobody gives more than they have, and administrators are global administrators' matter. */
import { refuse, type Refused, type Result, ok } from '../refusal';
import { allowsMore, searchTextOf, type User, type UserFields } from './user';
import type { UserEdit } from './user-request';

/** Refuses a new user whom this one may not add. */
export function additionFault(by: User, wanted: UserFields): Refused | undefined {
  if (by.companyRole === 'globalAdministrator') return undefined;
  return wanted.companyRole === 'none' ? beyondOwnAccess(by, wanted) : administratorsAreNotTheirs;
}

/** The user as an edit makes them, the same when it changes nothing; what it leaves out stays. */
export function editUser(by: User, before: User, edit: UserEdit): Result<User> {
  const edited = { ...before, ...edit };
  const fields = ['name', 'email', 'companyRole', 'supportedCompanies', 'status'] as const;
  if (fields.every((field) => edited[field] === before[field])) return ok(before);
  const fault = editFault(by, before, edited);
  return fault ?? ok({ ...edited, searchText: searchTextOf(edited), revision: before.revision + 1 });
}

/** Refuses to remove a user who is not this one's to remove, or whom something refers to. */
export function removalFault(by: User, user: User): Refused | undefined {
  const fault =
    by.companyRole === 'globalAdministrator' || user.companyRole === 'none' ? undefined : administratorsAreNotTheirs;
  if (fault) return fault;
  return user.removable
    ? undefined
    : refuse('state-conflict', {
        detail:
          'This user has worked here, or was named by the operator, and the records say so: deactivate them instead (status deactivated).',
      });
}

function editFault(by: User, before: User, edited: User): Refused | undefined {
  const isSelf = by.userId === before.userId;
  const isRaised = raises(before, edited);
  if (by.companyRole === 'globalAdministrator') return undefined;
  if (isSelf && isRaised)
    return refuse('forbidden', {
      detail: 'You give yourself no role and no access: a global administrator can, and you can give up yours.',
    });
  const isOnlyLess = !isRaised && edited.name === before.name && edited.email === before.email;
  if (isSelf && isOnlyLess) return undefined;
  if (before.companyRole !== 'none' || edited.companyRole !== 'none') return administratorsAreNotTheirs;
  return isOnlyLess ? undefined : beyondOwnAccess(by, edited);
}

/** Whether somebody may do something afterwards that they could not before. */
function raises(before: User, edited: User): boolean {
  const isLesserRole =
    edited.companyRole === before.companyRole ||
    edited.companyRole === 'none' ||
    before.companyRole === 'globalAdministrator';
  return (
    !isLesserRole ||
    allowsMore(edited.supportedCompanies, before.supportedCompanies) ||
    (edited.status === 'active' && before.status !== 'active')
  );
}

const administratorsAreNotTheirs = refuse('forbidden', {
  detail:
    'Only a global administrator of your company assigns roles and changes administrators; your role is user management administrator.',
});

/** With somebody's address comes what is mailed to them: whoever has more access is not changed by those with less. */
function beyondOwnAccess(by: User, { supportedCompanies }: Pick<User, 'supportedCompanies'>): Refused | undefined {
  return allowsMore(supportedCompanies, by.supportedCompanies)
    ? refuse('forbidden', {
        detail: `You give nobody more access to the companies you support than you have (supportedCompanies is ${by.supportedCompanies}).`,
      })
    : undefined;
}
