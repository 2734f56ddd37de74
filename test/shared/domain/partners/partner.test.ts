import { CompanyProfile } from '../../../../shared/domain/partners/company-profile';
import { createPartner, editCompany, editPartner, partnerView } from '../../../../shared/domain/partners/partner';
import { PartnerEdit } from '../../../../shared/domain/partners/partner-edit';
import { northwind, noon, tenants } from '../../../world';

const partner = createPartner({
  partnerId: tenants.northwind,
  edit: PartnerEdit.parse(northwind),
  idSalt: 'salt',
  now: noon,
});

describe('a new partner', () => {
  it('is active, with a profile that still lacks phone and e-mail', () => {
    expect(partner).toMatchObject({
      status: 'active',
      revision: 1,
      profileRevision: 1,
      profile: { name: 'Northwind', phone: null, email: null, offices: [{ id: 'main', name: 'Northwind' }] },
    });
  });

  it('has a profile that its administrator can send back as it is', () => {
    expect(CompanyProfile.parse(partner.profile)).toEqual(partner.profile);
  });

  it('of the china cloud speaks Chinese', () => {
    const lotus = createPartner({ ...partner, edit: { ...northwind, cloud: 'china' }, now: noon });
    expect(lotus.profile.preferredLanguage).toBe('zh-CN');
  });
});

describe('an edit by the operator', () => {
  it('leaves the company profile and its revision alone', () => {
    const edited = editPartner(partner, { ...northwind, name: 'Northwind Traders' });
    expect(edited).toMatchObject({
      name: 'Northwind Traders',
      revision: 2,
      profile: partner.profile,
      profileRevision: 1,
    });
  });

  it('keeps the status when it is left out', () => {
    const suspended = editPartner(partner, { ...northwind, status: 'suspended' });
    expect(editPartner(suspended, northwind).status).toBe('suspended');
    expect(editPartner(suspended, { ...northwind, status: 'active' }).status).toBe('active');
  });

  it('accepts what it is shown', () => {
    const { id: _id, createdAt: _createdAt, ...rest } = partnerView(partner);
    expect(PartnerEdit.parse(partnerView(partner))).toEqual(rest);
  });

  it('takes each authorisation once', () => {
    const authorizations = ['serviceProvider', 'subscriptionAdvisor', 'serviceProvider'];
    expect(PartnerEdit.parse({ ...northwind, authorizations }).authorizations).toEqual([
      'serviceProvider',
      'subscriptionAdvisor',
    ]);
  });
});

describe('a company profile', () => {
  const profile = CompanyProfile.parse(partner.profile);

  it('has a revision of its own', () => {
    const edited = editCompany(partner, { ...profile, phone: '+972 3 555 0100' });
    expect([edited.revision, edited.profileRevision]).toEqual([1, 2]);
  });

  it.each([
    ['no office', { offices: [] }],
    [
      'two offices of one id',
      {
        offices: [
          { id: 'main', name: 'A' },
          { id: 'main', name: 'B' },
        ],
      },
    ],
    ['an office id that is no id', { offices: [{ id: 'Tel Aviv', name: 'Tel Aviv' }] }],
    ['more offices than anybody has', { offices: Array.from({ length: 51 }, (_, n) => ({ id: `o${n}`, name: 'O' })) }],
    ['a logo from elsewhere', { logo: 'https://contoso.com/logo.png' }],
    ['a logo that can run scripts', { logo: 'data:image/svg+xml;base64,PHN2Zy8+' }],
    ['a colour by name', { accent: 'red;background:url(x)' }],
    ['a language that nobody translated', { preferredLanguage: 'fr' }],
    ['an unknown field', { slogan: 'Hello' }],
    ['a name of two lines', { name: 'North\nwind' }],
  ])('cannot have %s', (_what, change) => {
    expect(CompanyProfile.safeParse({ ...profile, ...change }).success).toBe(false);
  });
});
