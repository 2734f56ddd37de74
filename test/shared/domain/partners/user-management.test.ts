import { additionFault, editUser, removalFault } from '../../../../shared/domain/partners/user-management';
import { createUser, userView, type User } from '../../../../shared/domain/partners/user';
import { noon, tenants } from '../../../world';

function aUser(userId: string, changes: Partial<User> = {}): User {
  const fields = { name: userId, email: `${userId}@northwind.example` };
  const person = { ...fields, userId, companyRole: 'none', supportedCompanies: 'limited' } as const;
  return { ...createUser({ partnerId: tenants.northwind, person, now: noon }), ...changes };
}

const head = aUser('head', { companyRole: 'globalAdministrator', supportedCompanies: 'none' });
const manager = aUser('manager', { companyRole: 'userManagementAdministrator' });
const billing = aUser('billing', { companyRole: 'billingAdministrator' });
const dana = aUser('dana');

const theirs = { refusal: 'forbidden', detail: expect.stringContaining('Only a global administrator') as string };
const tooMuch = { refusal: 'forbidden', detail: expect.stringContaining('more access') as string };
const ownRise = { refusal: 'forbidden', detail: expect.stringContaining('yourself') as string };

it('adds colleagues with no role, and no more access than one has; a global administrator any', () => {
  expect(additionFault(manager, dana)).toBeUndefined();
  expect(additionFault(manager, aUser('x', { supportedCompanies: 'full' }))).toMatchObject(tooMuch);
  expect(additionFault(manager, billing)).toMatchObject(theirs);
  expect(additionFault(head, aUser('x', { ...billing, supportedCompanies: 'full' }))).toBeUndefined();
});

describe('a change of a user', () => {
  it('is what differs, found again under the new name; nothing where nothing does', () => {
    expect(editUser(manager, dana, {})).toEqual({ ok: true, value: dana });
    expect(editUser(manager, dana, { name: 'Dana Regev' })).toMatchObject({
      value: { name: 'Dana Regev', revision: 2, searchText: expect.stringContaining('dana regev') as string },
    });
    for (const edit of [
      { email: 'd@northwind.example' },
      { status: 'deactivated' },
      { supportedCompanies: 'none' },
    ] as const)
      expect(editUser(manager, dana, edit)).toMatchObject({ value: { ...edit, revision: 2 } });
  });

  it('gives and takes roles only by a global administrator’s hand', () => {
    expect(editUser(head, dana, { companyRole: 'billingAdministrator' })).toMatchObject({ ok: true });
    expect(editUser(head, head, { supportedCompanies: 'full' })).toMatchObject({ ok: true });
    expect(editUser(manager, dana, { companyRole: 'billingAdministrator' })).toMatchObject(theirs);
    expect(editUser(manager, billing, { companyRole: 'none' })).toMatchObject(theirs);
    expect(editUser(manager, billing, { name: 'Boaz' })).toMatchObject(theirs);
  });

  it('gives nobody more access than one has, and names no one anew who has more', () => {
    const full = aUser('full', { supportedCompanies: 'full' });
    expect(editUser(manager, dana, { supportedCompanies: 'full' })).toMatchObject(tooMuch);
    expect(editUser(manager, full, { email: 'elsewhere@northwind.example' })).toMatchObject(tooMuch);
    expect(editUser(manager, full, { name: 'Else' })).toMatchObject(tooMuch);
    expect(editUser(manager, full, { supportedCompanies: 'limited' })).toMatchObject({ ok: true });
    expect(editUser(manager, full, { status: 'deactivated' })).toMatchObject({ ok: true });
    expect(editUser(manager, { ...full, status: 'deactivated' }, { status: 'active' })).toMatchObject(tooMuch);
  });

  it('of oneself is only to be less', () => {
    for (const edit of [
      { supportedCompanies: 'full' },
      { companyRole: 'globalAdministrator' },
      { companyRole: 'billingAdministrator' },
    ] as const)
      expect(editUser(manager, manager, edit)).toMatchObject(ownRise);
    expect(editUser(manager, { ...manager, status: 'deactivated' }, { status: 'active' })).toMatchObject(ownRise);
    for (const edit of [{ supportedCompanies: 'none' }, { companyRole: 'none' }, { status: 'deactivated' }] as const)
      expect(editUser(manager, manager, edit)).toMatchObject({ ok: true });
    expect(editUser(manager, manager, { name: 'Maya' })).toMatchObject(theirs);
  });
});

it('removes whom nothing names yet, administrators only by a global administrator’s hand', () => {
  expect(removalFault(manager, dana)).toBeUndefined();
  expect(removalFault(manager, billing)).toMatchObject(theirs);
  expect(removalFault(head, billing)).toBeUndefined();
  expect(removalFault(head, { ...dana, removable: false })).toMatchObject({ refusal: 'state-conflict' });
});

it('shows a user as of the moment they were added', () => {
  expect(userView(dana)).toEqual({
    userId: 'dana',
    name: 'dana',
    email: 'dana@northwind.example',
    companyRole: 'none',
    supportedCompanies: 'limited',
    status: 'active',
    removable: true,
    createdAt: noon.toISOString(),
  });
});
