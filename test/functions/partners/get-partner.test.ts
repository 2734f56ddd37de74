import { refusalOf } from '../../link-world';
import { northwind, operator, tenants, World } from '../../world';

describe('GET /api/partners/{partnerId}', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  it('shows the operator what was agreed with a partner, and no more', async () => {
    const answer = await world.call('getPartner', { as: operator, params: { partnerId: tenants.northwind } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(Object.keys(answer.json).sort()).toEqual(
      ['authorizations', 'cloud', 'createdAt', 'globalAdministrator', 'id', 'name', 'status'].sort(),
    );
    expect(answer.json).toMatchObject({ name: northwind.name, globalAdministrator: northwind.globalAdministrator });
  });

  it.each([tenants.fabrikam, 'northwind', '', '~system', '../x', '\ud800', 'x'.repeat(1000)])(
    'finds nothing under %j',
    async (partnerId) => {
      const answer = await world.call('getPartner', { as: operator, params: { partnerId: partnerId } });
      expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
    },
  );
});
