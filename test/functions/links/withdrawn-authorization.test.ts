import { northwind, operator, tenants, World, type Answer } from '../../world';

describe('a link of a partner that lost an authorisation', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const leave = async (...authorizations: readonly string[]): Promise<Answer> => {
    const params = { partnerId: tenants.northwind };
    const before = await world.call('getPartner', { as: operator, params });
    return world.call('putPartner', {
      as: operator,
      params,
      headers: { 'if-match': before.headers.get('etag') ?? '' },
      body: { ...northwind, authorizations },
    });
  };
  const open = (code: string): Promise<Answer> =>
    world.call('openLink', { params: { code }, headers: { accept: 'application/json' } });

  it('leads nowhere when the partner is no subscription advisor any more', async () => {
    const { code } = await world.invite();
    await leave('serviceProvider');
    expect(await open(code)).toMatchObject({ status: 410, json: { type: '/problems/offer-unavailable' } });
  });

  it('grants no delegation that the partner may not offer any more, also to whoever has a code already', async () => {
    const { code } = await world.invite({ delegatedAdministration: true });
    const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
    const confirmationCode = await world.mailedCode('dana@contoso.example');
    await leave('subscriptionAdvisor');
    expect(await world.confirm(code, redemptionId, confirmationCode)).toMatchObject({ status: 410 });
    expect(await world.documents('customer')).toEqual([]);
  });

  it('lives on when it asks for nothing that the partner lost', async () => {
    const { code } = await world.invite();
    await leave('subscriptionAdvisor');
    expect(await open(code)).toMatchObject({ status: 200 });
  });
});
