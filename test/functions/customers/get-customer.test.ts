import { putOnRecord, refusalOf } from '../../link-world';
import { noa, World } from '../../world';

describe('GET /api/customers/{customerId}', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    await putOnRecord(world);
  });
  afterEach(() => world.close());

  const get = (customerId: string) => world.call('getCustomer', { as: noa, params: { customerId } });

  it('shows a customer with the revision that a change has to name', async () => {
    const answer = await get('domain:contoso.example');
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    expect(answer.json).toMatchObject({
      id: 'domain:contoso.example',
      companyName: 'Contoso',
      contact: { name: 'Ruth Katz', email: 'ruth@contoso.example' },
      delegation: { status: 'none' },
    });
  });

  it.each([
    'domain:fabrikam.example',
    'domain:Contoso.example',
    'domain:',
    'contoso.example',
    'partner',
    'customer-tally',
    'user:noa',
    '',
    '.',
    '..',
    'domain:../partner',
    'domain:a\\b',
    'domain:\u0000',
    'domain:\ud800',
    `domain:${'😀'.repeat(96)}`,
    `domain:${'😀'.repeat(150)}`,
    `address:${'x'.repeat(3000)}`,
  ])('finds nothing under %j', async (customerId) => {
    const answer = await get(customerId);
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
  });
});
