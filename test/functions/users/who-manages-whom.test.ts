import { companyRoles, type User } from '../../../shared/domain/partners/user';
import { refusalOf } from '../../link-world';
import { addedBy, changed, guid, joined, removed } from '../../user-world';
import type { TokenIdentity } from '../../../shared/ports';
import { noa, tenants, World, type Answer } from '../../world';

const accesses = ['none', 'limited', 'full'] as const;
const levels = { none: 0, limited: 1, full: 2 } as const;
type Switches = Pick<User, 'companyRole' | 'supportedCompanies'>;
const everySwitch: readonly Switches[] = companyRoles.flatMap((companyRole) =>
  accesses.map((supportedCompanies) => ({ companyRole, supportedCompanies })),
);

let world: World;
let number = 0;
beforeAll(async () => {
  world = new World();
  await world.addPartner();
});
afterAll(() => world.close());

const may = (answer: Answer) => {
  if (answer.status === 403) expect(refusalOf(answer)).toBe('forbidden');
  return answer.status !== 403;
};
const someone = (switches: Partial<Switches>) => joined(world, (number += 1), switches);

describe.each(everySwitch)('a $companyRole with $supportedCompanies access', (own) => {
  const isGlobal = own.companyRole === 'globalAdministrator';
  const isManager = own.companyRole === 'userManagementAdministrator';
  const within = (access: User['supportedCompanies']) => levels[access] <= levels[own.supportedCompanies];
  let caller: TokenIdentity;
  beforeAll(async () => {
    caller = await someone(own);
  });

  it('adds with exactly those switches that are theirs to give', async () => {
    const outcomes: Record<string, boolean> = {};
    const expected: Record<string, boolean> = {};
    for (const wanted of everySwitch) {
      const cell = `${wanted.companyRole} ${wanted.supportedCompanies}`;
      outcomes[cell] = may(await addedBy(world, caller, { ...wanted, userId: guid((number += 1)) }));
      expected[cell] = isGlobal || (isManager && wanted.companyRole === 'none' && within(wanted.supportedCompanies));
    }
    expect(outcomes).toEqual(expected);
  });

  it('changes another’s switches exactly where they may, and gives nobody more than they have', async () => {
    const outcomes: Record<string, boolean> = {};
    const expected: Record<string, boolean> = {};
    for (const before of everySwitch) {
      const target = await someone(before);
      for (const after of everySwitch) {
        if (before.companyRole === after.companyRole && before.supportedCompanies === after.supportedCompanies)
          continue;
        const cell = [...Object.values(before), ...Object.values(after)].join(' ');
        const takes = levels[after.supportedCompanies] < levels[before.supportedCompanies];
        outcomes[cell] = may(await changed(world, caller, target.userId, after));
        expected[cell] =
          isGlobal ||
          (isManager &&
            before.companyRole === 'none' &&
            after.companyRole === 'none' &&
            (takes || within(after.supportedCompanies)));
        if (outcomes[cell]) await changed(world, noa, target.userId, before);
      }
    }
    expect(outcomes).toEqual(expected);
  });

  it('renames, deactivates, activates and removes exactly whom they may', async () => {
    const outcomes: Record<string, readonly boolean[]> = {};
    const expected: Record<string, readonly boolean[]> = {};
    for (const before of everySwitch) {
      const target = await someone(before);
      const cell = Object.values(before).join(' ');
      const renamed = may(await changed(world, caller, target.userId, { email: 'else@northwind.example' }));
      const deactivated = may(await changed(world, caller, target.userId, { status: 'deactivated' }));
      await changed(world, noa, target.userId, { status: 'deactivated' });
      const activated = may(await changed(world, caller, target.userId, { status: 'active' }));
      await changed(world, noa, target.userId, { status: 'active' });
      outcomes[cell] = [renamed, deactivated, activated, may(await removed(world, caller, target.userId))];
      const manages = isGlobal || (isManager && before.companyRole === 'none');
      const isWithin = isGlobal || within(before.supportedCompanies);
      expected[cell] = [manages && isWithin, manages, manages && isWithin, manages];
    }
    expect(outcomes).toEqual(expected);
  });

  it('gives themselves nothing unless they assign everything, and gives up what they have where they manage users at all', async () => {
    const outcomes: Record<string, boolean> = {};
    const expected: Record<string, boolean> = {};
    for (const after of everySwitch) {
      if (after.companyRole === own.companyRole && after.supportedCompanies === own.supportedCompanies) continue;
      const self = await someone(own);
      const cell = Object.values(after).join(' ');
      outcomes[cell] = may(await changed(world, self, self.userId, after));
      const isLesserRole = after.companyRole === own.companyRole || after.companyRole === 'none';
      const isLess = isLesserRole && levels[after.supportedCompanies] <= levels[own.supportedCompanies];
      expected[cell] = isGlobal || (isManager && isLess);
    }
    expect(outcomes).toEqual(expected);
    const self = await someone(own);
    expect(may(await changed(world, self, self.userId, { status: 'deactivated' }))).toBe(isGlobal || isManager);
    const other = await someone(own);
    expect(may(await changed(world, other, other.userId, { name: 'Another Name' }))).toBe(isGlobal);
  });
});

it('who takes access away from somebody with more keeps the address that their mail goes to', async () => {
  const manager = await joined(world, (number += 1), { companyRole: 'userManagementAdministrator' });
  const target = await joined(world, (number += 1), { supportedCompanies: 'full' });
  const both = await changed(world, manager, target.userId, { supportedCompanies: 'limited', email: 'mine@x.example' });
  expect([both.status, refusalOf(both)]).toEqual([403, 'forbidden']);
  expect((await changed(world, manager, target.userId, { supportedCompanies: 'limited' })).status).toBe(200);
  expect((await changed(world, manager, target.userId, { supportedCompanies: 'full' })).status).toBe(403);
  expect(tenants.northwind).toBe(target.tenantId);
});
