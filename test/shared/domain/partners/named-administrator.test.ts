import { namedAdministrator } from '../../../../shared/domain/partners/named-administrator';
import { createPartner } from '../../../../shared/domain/partners/partner';
import { createGlobalAdministrator, type User } from '../../../../shared/domain/partners/user';
import { noon, northwind, tenants } from '../../../world';

const partnerId = tenants.northwind;
const before = createPartner({ partnerId, edit: { ...northwind, authorizations: [] }, idSalt: 'salt', now: noon });
const noa = createGlobalAdministrator({ partnerId, person: northwind.globalAdministrator, now: noon });
const demoted: User = { ...noa, companyRole: 'none', supportedCompanies: 'none' };

const named = (known: User | undefined, { to = before, person = {} }: { to?: typeof before; person?: object } = {}) =>
  namedAdministrator({
    before: to,
    known,
    edit: { ...northwind, authorizations: [], globalAdministrator: { ...northwind.globalAdministrator, ...person } },
    partnerId,
    now: noon,
  });

describe('the global administrator whom an operator names', () => {
  it('becomes a user with full access when nobody knows them', () => {
    expect(named(undefined, { person: { userId: 'lior' } })).toMatchObject({
      userId: 'lior',
      companyRole: 'globalAdministrator',
      supportedCompanies: 'full',
    });
  });

  it('becomes one again when another was named before', () => {
    const other = { ...before, globalAdministrator: { ...before.globalAdministrator, userId: 'lior' } };
    expect(named(demoted, { to: other })).toMatchObject({ companyRole: 'globalAdministrator', revision: 2 });
  });

  it('stays what they have become when an edit only repeats their name', () => {
    expect(named(demoted)).toBeUndefined();
    expect(named(undefined)).toBeUndefined();
  });

  it('comes back when the operator says so', () => {
    expect(named(demoted, { person: { restore: true } })).toMatchObject({ companyRole: 'globalAdministrator' });
  });

  it('is not written anew when they are one', () => {
    expect(named(noa, { person: { restore: true } })).toBeUndefined();
  });
});
