import * as z from 'zod';
import { refusalOf } from '../../link-world';
import { fabrikam, fay } from '../../portal-world';
import { contoso, noa, tenants, World } from '../../world';

const Subscriptions = z.object({ items: z.array(z.looseObject({ id: z.string() })) });

describe('POST /api/customers/{customerId}/subscriptions/{subscriptionId}/conversion', () => {
  let world: World;
  let subscriptionId: string;
  const customerId = 'domain:contoso.example';

  beforeEach(async () => {
    world = new World();
    await world.addPartner();
    const { code } = await world.invite();
    const redemptionId = await world.redeem(code);
    await world.confirm(code, redemptionId, await world.mailedCode(contoso.contact.email));
    subscriptionId = (await subscriptions())[0]?.id ?? '';
  });
  afterEach(() => world.close());

  const convert = (body?: unknown, more: Readonly<Record<string, unknown>> = {}) =>
    world.call('convertTrial', { as: noa, params: { customerId, subscriptionId }, body, ...more });

  const subscriptions = async () =>
    Subscriptions.parse((await world.call('listSubscriptions', { as: noa, params: { customerId } })).json).items;

  const buy = async (url: unknown, body: Readonly<Record<string, unknown>> = {}) => {
    const code = String(url).split('/o/')[1] ?? '';
    const redemptionId = await world.redeem(code, body);
    const address = (body as { contact?: { email: string } }).contact?.email ?? contoso.contact.email;
    return world.confirm(code, redemptionId, await world.mailedCode(address));
  };

  it('makes a purchase offer for that customer in one call, without any body', async () => {
    const made = await convert();
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      kind: 'purchaseOffer',
      status: 'active',
      lines: [{ productId: 'microsoft-365-business-premium', quantity: 25 }],
      customerId,
      maxRedemptions: 1,
      language: 'en',
      usageLocation: 'IL',
    });
  });

  it('turns the trial into what was bought, in place', async () => {
    const [before] = await subscriptions();
    world.pass({ days: 20 });
    const made = await convert({ quantity: 12 });
    const bought = await buy(made.json.url, { quantities: { 'microsoft-365-business-premium': 30 } });
    expect(bought.status).toBe(200);
    const endsAt = '2027-12-12T12:00:00.000Z';
    expect(bought.json.subscriptions).toEqual([
      { id: subscriptionId, productId: 'microsoft-365-business-premium', quantity: 30, status: 'active', endsAt },
    ]);
    expect(await subscriptions()).toEqual([
      {
        ...before,
        productId: 'microsoft-365-business-premium',
        source: 'purchase',
        quantity: 30,
        endsAt,
        autoRenew: true,
        partnerOfRecord: { partnerId: tenants.northwind, since: '2026-12-12T12:00:00.000Z' },
      },
    ]);
  });

  it('tells the partner of the other count, and to convert rather than to start', async () => {
    const made = await convert({ quantity: 12 });
    await buy(made.json.url, { quantities: { 'microsoft-365-business-premium': 30 } });
    const { items } = z
      .object({ items: z.array(z.looseObject({})) })
      .parse((await world.call('listNotifications', { as: noa })).json);
    expect(items[0]).toMatchObject({
      kind: 'offerAccepted',
      tasks: [{ subscriptionId, quantity: 30, offeredQuantity: 12, action: 'convert' }],
    });
  });

  it('converts a trial after its end, as long as it is not deleted, and starts anew after that', async () => {
    world.pass({ days: 149 });
    const late = await convert({ validForDays: 30 });
    world.pass({ days: 2 });
    const bought = await buy(late.json.url);
    expect(bought.status).toBe(200);
    expect(bought.json.subscriptions).toEqual([expect.not.objectContaining({ id: subscriptionId })]);
    expect(await subscriptions()).toHaveLength(2);
  });

  it('is refused once the product was bought, but answers a repeated request with the first offer', async () => {
    const headers = { 'idempotency-key': 'convert-1' };
    const made = await convert({ quantity: 12 }, { headers });
    await buy(made.json.url);
    const again = await convert({ quantity: 12 }, { headers });
    expect([again.status, again.json.id]).toEqual([201, made.json.id]);
    const other = await convert({ quantity: 13 });
    expect([other.status, refusalOf(other)]).toEqual([409, 'product-already-owned']);
  });

  it('can be bought by that customer alone, and nobody else learns whose it is', async () => {
    const made = await convert();
    const contact = { name: 'Gil Adar', email: 'gil@adatum.example' };
    const others = { companyName: 'Adatum', primaryDomain: 'adatum.example', contact };
    const refused = await buy(made.json.url, others);
    expect([refused.status, refusalOf(refused)]).toEqual([410, 'offer-unavailable']);
    expect(await world.documents('customer')).toHaveLength(1);
    expect((await buy(made.json.url)).status).toBe(200);
  });

  it.each([
    ['a subscription of nobody', { subscriptionId: 'none' }],
    ['a customer of nobody', { customerId: 'domain:adatum.example' }],
    ['what cannot be an id', { subscriptionId: 'a/b' }],
  ])('knows nothing of %s', async (_what, other) => {
    expect((await convert({}, { params: { customerId, subscriptionId, ...other } })).status).toBe(404);
  });

  it('knows nothing of another partner’s customer', async () => {
    await world.addPartner(tenants.fabrikam, fabrikam);
    expect((await convert({}, { as: fay })).status).toBe(404);
  });
});
