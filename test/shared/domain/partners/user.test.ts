import type { Authorization, Partner } from '../../../../shared/domain/partners/partner';
import { createPartner } from '../../../../shared/domain/partners/partner';
import {
  companyRoles,
  createGlobalAdministrator,
  lacks,
  restoreGlobalAdministrator,
  sightOf,
  type Needs,
  type User,
} from '../../../../shared/domain/partners/user';
import { northwind, noon, tenants } from '../../../world';

const person = northwind.globalAdministrator;
const administrator = createGlobalAdministrator({ partnerId: tenants.northwind, person, now: noon });
const aUser = (change: Partial<User>): User => ({ ...administrator, ...change });

const aPartner = (...authorizations: readonly Authorization[]): Partner =>
  createPartner({
    partnerId: tenants.northwind,
    edit: { ...northwind, authorizations: [...authorizations] },
    idSalt: 'salt',
    now: noon,
  });

describe('what a user lacks', () => {
  it('is nothing where nothing is needed', () => {
    expect(lacks({}, aUser({ companyRole: 'none', supportedCompanies: 'none' }), aPartner())).toBeUndefined();
  });

  it.each([
    ['none', 'limited', 'none'],
    ['none', 'full', 'none'],
    ['limited', 'full', 'limited'],
  ] as const)('is access to the companies: %s where %s is needed', (supportedCompanies, needed, named) => {
    const missing = lacks({ supportedCompanies: needed }, aUser({ supportedCompanies }), aPartner());
    expect(missing).toMatchObject({ refusal: 'forbidden' });
    expect(missing?.detail).toContain(`supportedCompanies is ${named}`);
  });

  it.each([
    ['limited', 'limited'],
    ['full', 'limited'],
    ['full', 'full'],
  ] as const)('is nothing: %s access where %s is needed', (supportedCompanies, needed) => {
    expect(lacks({ supportedCompanies: needed }, aUser({ supportedCompanies }), aPartner())).toBeUndefined();
  });

  it.each(companyRoles.filter((role) => role !== 'globalAdministrator'))(
    'is the role where a global administrator is needed and they are %s',
    (companyRole) => {
      const missing = lacks({ companyRole: 'globalAdministrator' }, aUser({ companyRole }), aPartner());
      expect(missing).toMatchObject({ refusal: 'forbidden' });
      expect(missing?.detail).toContain('global administrator');
    },
  );

  it('is not their own role when access to companies is needed: the switches are independent', () => {
    const user = aUser({ companyRole: 'none', supportedCompanies: 'limited' });
    expect(lacks({ supportedCompanies: 'limited' }, user, aPartner())).toBeUndefined();
  });

  it('is an authorisation of the partner, named, when it has none of those needed', () => {
    const needs: Needs = { authorizations: ['delegatedAdministration', 'serviceProvider'] };
    const missing = lacks(needs, administrator, aPartner('subscriptionAdvisor'));
    expect(missing).toMatchObject({ refusal: 'forbidden' });
    expect(missing?.detail).toContain('delegatedAdministration or serviceProvider');
    expect(lacks(needs, administrator, aPartner('serviceProvider'))).toBeUndefined();
    expect(lacks(needs, administrator, aPartner('delegatedAdministration'))).toBeUndefined();
  });
});

describe('a global administrator whom the operator names', () => {
  it('starts with full access', () => {
    expect(administrator).toMatchObject({ companyRole: 'globalAdministrator', supportedCompanies: 'full' });
  });

  it('is one again with full access when they were something else', () => {
    const restored = restoreGlobalAdministrator(
      aUser({ companyRole: 'none', supportedCompanies: 'none', revision: 4 }),
      false,
    );
    expect(restored).toMatchObject({ companyRole: 'globalAdministrator', supportedCompanies: 'full', revision: 5 });
  });

  it('keeps the access they have when they still are one', () => {
    const limited = aUser({ supportedCompanies: 'limited' });
    expect(restoreGlobalAdministrator(limited, false)).toBe(limited);
    expect(restoreGlobalAdministrator(limited, true).supportedCompanies).toBe('full');
  });
});

describe('what a user sees of customers', () => {
  it.each<[User['supportedCompanies'], readonly Authorization[], readonly string[]]>([
    ['none', ['subscriptionAdvisor', 'delegatedAdministration', 'serviceProvider'], ['everybody']],
    ['limited', [], ['everybody', 'recipients']],
    ['full', [], ['everybody', 'recipients']],
    ['limited', ['subscriptionAdvisor'], ['everybody', 'recipients', 'customers']],
    ['limited', ['delegatedAdministration'], ['everybody', 'recipients', 'customers', 'clients']],
    ['full', ['serviceProvider'], ['everybody', 'recipients', 'customers', 'clients']],
  ])('with %s access, of a partner with %j, is %j', (supportedCompanies, authorizations, seen) => {
    for (const companyRole of companyRoles)
      expect([...sightOf(aUser({ companyRole, supportedCompanies }), aPartner(...authorizations))]).toEqual(seen);
  });
});
