import { portalLinks } from '../../../../shared/domain/partners/overview';
import { createPartner, type PartnerEdit } from '../../../../shared/domain/partners/partner';
import { createGlobalAdministrator, type User } from '../../../../shared/domain/partners/user';
import { northwind, noon, tenants } from '../../../world';

const administrator = createGlobalAdministrator({
  partnerId: tenants.northwind,
  person: northwind.globalAdministrator,
  now: noon,
});

function reasonOf(link: object): string | undefined {
  return 'reason' in link ? String(link.reason) : undefined;
}

/** The links of such a user of such a partner: available, or the reason. */
function links(
  edit: Partial<PartnerEdit> = {},
  user: Partial<User> = {},
  isBuilt: (href: string) => boolean = () => true,
): Readonly<Record<string, string | boolean>> {
  const partner = createPartner({
    partnerId: tenants.northwind,
    edit: { ...northwind, ...edit },
    idSalt: 's',
    now: noon,
  });
  const seen = portalLinks(partner, { ...administrator, ...user }, isBuilt);
  return Object.fromEntries<string | boolean>(seen.map((link) => [link.id, reasonOf(link) ?? link.available]));
}

describe('the links of the portal', () => {
  it('are all there for a global administrator of a partner with every authorisation', () => {
    expect(Object.entries(links()).filter(([, available]) => available !== true)).toEqual([]);
    expect(Object.keys(links())).toEqual(
      expect.arrayContaining([
        'trial-invitations',
        'purchase-offers',
        'delegation-offers',
        'product-keys',
        'customers',
        'service-requests',
        'users',
        'company',
        'notifications',
        'audit',
        'own-subscription',
        'own-domains',
        'service-settings',
      ]),
    );
  });

  it.each([
    ['subscriptionAdvisor', ['trial-invitations', 'purchase-offers', 'product-keys']],
    ['delegatedAdministration', ['delegation-offers']],
  ] as const)('without %s are withheld with that reason: %j', (missing, withheld) => {
    const seen = links({ authorizations: northwind.authorizations.filter((one) => one !== missing) });
    expect(Object.keys(seen).filter((id) => seen[id] !== true)).toEqual(withheld);
    for (const id of withheld) expect(seen[id]).toContain(missing);
  });

  it('to clients need delegated administration or a service provider', () => {
    const seen = links({ authorizations: ['subscriptionAdvisor'] });
    for (const id of ['customers', 'service-requests'])
      expect(seen[id]).toMatch(/delegatedAdministration or serviceProvider/u);
    expect(links({ authorizations: ['serviceProvider'] }).customers).toBe(true);
  });

  it('to what is done for customers are withheld from who supports none, naming the switch', () => {
    const seen = links({}, { supportedCompanies: 'none', companyRole: 'billingAdministrator' });
    const withheld = [
      'trial-invitations',
      'purchase-offers',
      'delegation-offers',
      'product-keys',
      'customers',
      'service-requests',
    ];
    for (const id of withheld) expect(seen[id]).toContain('supportedCompanies');
    expect(seen.audit).toContain('global administrator');
    expect([seen.company, seen.users, seen.notifications]).toEqual([true, true, true]);
  });

  it('to product keys do not exist in the china cloud; every other one does', () => {
    const seen = links({ cloud: 'china' });
    expect(seen['product-keys']).toContain('china');
    expect(Object.keys(seen).filter((id) => seen[id] !== true)).toEqual(['product-keys']);
  });

  it('are withheld where nothing answers at their address yet, unless there is another reason', () => {
    const isBuilt = (href: string): boolean => !['/api/users', '/api/product-keys'].includes(href);
    const seen = links({}, {}, isBuilt);
    expect(Object.keys(seen).filter((id) => seen[id] !== true)).toEqual(['product-keys', 'users']);
    expect([seen.users, seen['product-keys']]).toEqual([
      'This version does not have it yet.',
      'This version does not have it yet.',
    ]);
    expect(links({ cloud: 'china' }, {}, isBuilt)['product-keys']).toContain('china');
    expect(links({ authorizations: [] }, {}, isBuilt)['product-keys']).toContain('subscriptionAdvisor');
  });

  it.each([
    ['global', 'https://admin.microsoft.com/'],
    ['china', 'https://portal.partner.microsoftonline.cn/'],
  ] as const)('to the own company lead into the %s cloud', (cloud, start) => {
    const partner = createPartner({
      partnerId: tenants.northwind,
      edit: { ...northwind, cloud },
      idSalt: 's',
      now: noon,
    });
    const own = portalLinks(partner, administrator, () => true).filter(({ href }) => !href.startsWith('/api/'));
    expect(own.length).toBeGreaterThanOrEqual(3);
    for (const { href } of own) expect(href.startsWith(start)).toBe(true);
  });
});
