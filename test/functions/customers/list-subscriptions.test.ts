import * as z from 'zod';
import { refusalOf } from '../../link-world';
import { contoso, noa, tenants, World } from '../../world';

const Page = z.object({
  items: z.array(z.looseObject({ productId: z.string(), status: z.string() })),
  nextCursor: z.string().optional(),
});

describe('GET /api/customers/{customerId}/subscriptions', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const call = (customerId = 'domain:contoso.example', query: Readonly<Record<string, string>> = {}) =>
    world.call('listSubscriptions', { as: noa, params: { customerId }, query });
  const list = async (query: Readonly<Record<string, string>> = {}) => Page.parse((await call(undefined, query)).json);

  /** Contoso accepts an invitation to this trial. */
  const accept = async (productId: string) => {
    world.pass({ seconds: 1 });
    const { code } = await world.invite({ productId });
    const id = await world.redeem(code);
    await world.confirm(code, id, await world.mailedCode(contoso.contact.email));
  };

  it('lists what the customer has, newest first', async () => {
    await accept('microsoft-365-e5-trial');
    await accept('power-bi-pro-trial');
    const { items } = await list();
    expect(items.map(({ productId }) => productId)).toEqual(['power-bi-pro-trial', 'microsoft-365-e5-trial']);
    expect(items[0]).toMatchObject({
      source: 'trial',
      quantity: 25,
      status: 'active',
      autoRenew: false,
      partnerOfRecord: { partnerId: tenants.northwind },
      provisioning: { state: 'pending' },
    });
  });

  it.each([
    [29, 'active'],
    [30, 'expired'],
    [59, 'expired'],
    [60, 'disabled'],
    [149, 'disabled'],
    [150, 'deleted'],
  ])('is right after %d days, before any timer has run: %s', async (days, status) => {
    await accept('microsoft-365-e5-trial');
    world.pass({ days });
    expect((await list()).items).toMatchObject([{ status }]);
  });

  it('gives pages', async () => {
    await accept('microsoft-365-e5-trial');
    await accept('power-bi-pro-trial');
    const first = await list({ limit: '1' });
    const second = await list({ limit: '1', cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map(({ productId }) => productId)).toEqual([
      'power-bi-pro-trial',
      'microsoft-365-e5-trial',
    ]);
    expect(second.nextCursor).toBeUndefined();
  });

  it.each(['domain:unknown.example', 'partner', '', '\ud800'])('finds no customer under %j', async (customerId) => {
    const answer = await call(customerId);
    expect([answer.status, refusalOf(answer)]).toEqual([404, 'not-found']);
  });

  it('refuses a wrong limit before it looks for the customer', async () => {
    expect((await call('domain:unknown.example', { limit: 'x' })).status).toBe(422);
  });
});
