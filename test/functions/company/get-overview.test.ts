import * as z from 'zod';
import { customerTallyKey } from '../../../shared/domain/customers/customer';
import { access } from '../../../shared/http/access';
import { billing, changePartner } from '../../portal-world';
import { contoso, noa, northwind, person, tenants, World } from '../../world';

const Overview = z.object({
  partner: z.strictObject({ id: z.string(), name: z.string(), cloud: z.string() }),
  authorizations: z.array(z.string()),
  links: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      href: z.string(),
      available: z.boolean(),
      reason: z.string().optional(),
    }),
  ),
  customers: z.strictObject({ count: z.number(), view: z.string() }),
});

describe('GET /api/overview', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const overview = async (as = noa) => Overview.parse((await world.call('getOverview', { as })).json);

  it('tells who the partner is and what this user may use', async () => {
    const { partner, authorizations, links, customers } = await overview();
    expect(partner).toEqual({ id: tenants.northwind, name: 'Northwind', cloud: 'global' });
    expect([...authorizations].sort()).toEqual([...northwind.authorizations].sort());
    expect(customers).toEqual({ count: 0, view: 'list' });
    // What this build has no operation for is not promised; each of these goes when its operation comes.
    const addresses = Object.values(access).flatMap((one) => ('route' in one ? [`/${one.route}`] : []));
    const missing = links.filter(({ href }) => href.startsWith('/api/') && !addresses.includes(href));
    expect(links.filter(({ available }) => !available)).toEqual(missing);
    for (const { reason } of missing) expect(reason).toBe('This version does not have it yet.');
    expect(links.filter(({ available }) => available).map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'trial-invitations',
        'purchase-offers',
        'customers',
        'company',
        'notifications',
        'audit',
      ]),
    );
    for (const { available, reason } of links) expect(reason === undefined).toBe(available);
  });

  it('gives a reason for every link that is withheld', async () => {
    const { links } = await overview(await billing(world));
    const withheld = links.filter(({ available }) => !available);
    expect(withheld.map(({ id }) => id)).toContain('trial-invitations');
    for (const { reason } of withheld) expect(reason).toMatch(/\w+/u);
  });

  it('counts customers once they have confirmed', async () => {
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    expect((await overview()).customers.count).toBe(0);
    await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
    expect((await overview()).customers.count).toBe(1);
  });

  it.each([
    [99, 'list'],
    [100, 'search'],
  ])('with %d customers begins with the %s', async (customers, view) => {
    const patch = { set: { customers } };
    await world.store.write(tenants.northwind, [{ kind: 'patch', id: customerTallyKey, patch }]);
    expect((await overview()).customers).toEqual({ count: customers, view });
  });

  it('of a partner in the china cloud withholds product keys alone, and leads to that cloud', async () => {
    await world.addPartner(tenants.lotus, { name: 'Lotus', cloud: 'china' });
    const { links } = await overview(person(tenants.lotus, 'noa'));
    const withheld = links.filter(({ reason }) => reason?.includes('china'));
    expect(withheld.map(({ id, available }) => [id, available])).toEqual([['product-keys', false]]);
    expect(links.find(({ id }) => id === 'own-subscription')?.href).toMatch(
      /^https:\/\/portal\.partner\.microsoftonline\.cn\//u,
    );
  });

  it('follows the authorisations at once', async () => {
    await changePartner(world, { authorizations: [] });
    const { authorizations, links } = await overview();
    expect(authorizations).toEqual([]);
    expect(links.find(({ id }) => id === 'customers')).toMatchObject({ available: false });
  });
});
