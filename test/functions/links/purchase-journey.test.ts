import * as z from 'zod';
import { ProvisioningTask } from '../../../shared/domain/customers/provisioning-task';
import { productsFor } from '../../../shared/domain/product';
import { company, putOnRecord, refusalOf } from '../../link-world';
import { contoso, noa, noon, World } from '../../world';

const premium = 'microsoft-365-business-premium';
const exchange = 'exchange-online-plan-1';
const aYearLater = '2027-11-22T12:00:00.000Z';

const Items = z.object({ items: z.array(z.looseObject({ id: z.string() })) });

describe('buying what is offered', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const buy = async (code: string, body: Readonly<Record<string, unknown>> = {}) => {
    const redemptionId = await world.redeem(code, body);
    const address = (body as { contact?: { email: string } }).contact?.email ?? contoso.contact.email;
    return world.confirm(code, redemptionId, await world.mailedCode(address));
  };
  const held = async () =>
    Items.parse(
      (await world.call('listSubscriptions', { as: noa, params: { customerId: 'domain:contoso.example' } })).json,
    ).items;

  it('starts a subscription for each line, in line order, that renews itself after a year', async () => {
    const { code } = await world.offerToSell();
    const bought = await buy(code);
    expect(bought.status).toBe(200);
    expect(bought.json.subscriptions).toEqual([
      { id: expect.any(String) as unknown, productId: premium, quantity: 10, status: 'active', endsAt: aYearLater },
      { id: expect.any(String) as unknown, productId: exchange, quantity: 3, status: 'active', endsAt: aYearLater },
    ]);
    expect(await held()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          productId: premium,
          source: 'purchase',
          quantity: 10,
          startsAt: noon.toISOString(),
          autoRenew: true,
          provisioning: { state: 'pending' },
        }),
      ]),
    );
  });

  it('lets the customer say how many of some, and tells the partner what differs', async () => {
    const { code } = await world.offerToSell();
    const bought = await buy(code, { quantities: { [exchange]: 7 } });
    expect(bought.json.subscriptions).toMatchObject([{ quantity: 10 }, { quantity: 7 }]);
    const told = Items.parse((await world.call('listNotifications', { as: noa })).json).items[0];
    expect(told).toMatchObject({
      kind: 'offerAccepted',
      tasks: [{ quantity: 10 }, { quantity: 7, offeredQuantity: 3 }],
    });
    expect(z.object({ tasks: z.array(z.looseObject({})) }).parse(told).tasks[0]).not.toHaveProperty('offeredQuantity');
  });

  it.each([
    [{ [premium]: 0 }, 'quantity-out-of-range'],
    [{ [premium]: 301 }, 'quantity-out-of-range'],
    [{ [premium]: 1.5 }, 'invalid-request'],
    [{ 'microsoft-365-e5': 5 }, 'invalid-request'],
  ])('takes no %j', async (quantities, refusal) => {
    const { code } = await world.offerToSell();
    const answer = await world.call('redeemOffer', { params: { code }, body: { ...contoso, quantities } });
    expect([answer.status, refusalOf(answer)]).toEqual([422, refusal]);
    expect(await world.documents('redemption')).toEqual([]);
  });

  it('is refused for what the customer has bought already, also as one product among others', async () => {
    const first = await world.offerToSell({ lines: [{ productId: exchange, quantity: 1 }] });
    expect((await buy(first.code)).status).toBe(200);
    const second = await world.offerToSell();
    world.pass({ minutes: 11 });
    const refused = await buy(second.code);
    expect([refused.status, refusalOf(refused)]).toEqual([409, 'product-already-owned']);
    expect(await held()).toHaveLength(1);
  });

  it('stands in the way of a later trial of the same product', async () => {
    expect((await buy((await world.offerToSell()).code)).status).toBe(200);
    world.pass({ minutes: 11 });
    const refused = await buy((await world.invite()).code);
    expect([refused.status, refusalOf(refused)]).toEqual([409, 'product-already-owned']);
  });

  it('converts the trial that the customer has, and starts the rest', async () => {
    const tried = await buy((await world.invite()).code);
    const [trial] = z.array(z.object({ id: z.string() })).parse(tried.json.subscriptions);
    world.pass({ minutes: 11 });
    const bought = await buy((await world.offerToSell()).code);
    const [converted, started] = z.array(z.object({ id: z.string() })).parse(bought.json.subscriptions);
    expect(converted?.id).toBe(trial?.id);
    expect(started?.id).not.toBe(trial?.id);
    expect(await held()).toHaveLength(2);
  });

  it('leaves one task for what was tried and is bought before anybody has set it up', async () => {
    await buy((await world.invite()).code);
    world.pass({ minutes: 11 });
    await buy((await world.offerToSell()).code, { quantities: { [premium]: 12 } });
    const all = (await world.documents('provisioning-task')).map((task) => ProvisioningTask.parse(task));
    const tasks = all.filter(({ to }) => to.productId === premium);
    expect(tasks).toMatchObject([
      { revision: 2, state: 'pending', kinds: ['start'], to: { quantity: 12, autoRenew: true }, offeredQuantity: 10 },
    ]);
  });

  it('fits its batch with twenty lines, trials that are bought among them, and delegation', async () => {
    for (const product of productsFor('global', 'IL', 'trial')) {
      await buy((await world.invite({ productId: product.id })).code);
      world.pass({ minutes: 11 });
    }
    const tried = productsFor('global', 'IL', 'purchase').filter(({ convertsFrom }) => convertsFrom);
    const others = productsFor('global', 'IL', 'purchase').filter(({ convertsFrom }) => !convertsFrom);
    const lines = [...tried, ...others].slice(0, 20).map(({ id, minimum }) => ({ productId: id, quantity: minimum }));
    const { code } = await world.offerToSell({ lines, delegatedAdministration: true });
    const bought = await buy(code, { acceptDelegatedAdministration: true });
    expect(bought.status).toBe(200);
    expect(bought.json.subscriptions).toHaveLength(20);
    expect(await world.documents('provisioning-task')).toHaveLength(20);
  });

  it('keeps Microsoft’s own id of a trial that is bought', async () => {
    const tried = await buy((await world.invite()).code);
    const [trial] = z.array(z.object({ id: z.string() })).parse(tried.json.subscriptions);
    const set = { provisioning: { state: 'done' }, reference: 'microsoft-1' };
    const id = `subscription:${trial?.id ?? ''}`;
    await world.store.write('11111111-1111-4111-8111-111111111111', [{ kind: 'patch', id, patch: { set } }]);
    world.pass({ minutes: 11 });
    await buy((await world.offerToSell()).code);
    const converted = (await held()).find((one) => one.id === trial?.id);
    expect(converted).toMatchObject({ provisioning: { state: 'pending', reference: 'microsoft-1' } });
    expect(await world.documents('provisioning-task')).toEqual(
      expect.arrayContaining([expect.objectContaining({ subscriptionId: trial?.id, kinds: ['convert'] })]),
    );
  });

  it('goes to one of two offers that race for the same product', async () => {
    await putOnRecord(world, { administrator: contoso.contact.email });
    const offers = await Promise.all([world.offerToSell(), world.offerToSell()]);
    const waiting: { readonly code: string; readonly redemptionId: string; readonly given: string }[] = [];
    for (const { code } of offers) {
      const redemptionId = await world.redeem(code);
      waiting.push({ code, redemptionId, given: await world.mailedCode(contoso.contact.email) });
    }
    const answers = await Promise.all(
      waiting.map(({ code, redemptionId, given }) => world.confirm(code, redemptionId, given)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await held()).toHaveLength(2);
  });

  it('is possible for an add-on alone: the customer may have what it builds on from elsewhere', async () => {
    const { code } = await world.offerToSell({ lines: [{ productId: 'microsoft-365-copilot', quantity: 2 }] });
    expect((await buy(code)).json.subscriptions).toMatchObject([{ productId: 'microsoft-365-copilot' }]);
  });

  it('serves as many customers as the partner said, and no more, however many ask at once', async () => {
    const { id, code } = await world.offerToSell({ maxRedemptions: 5 });
    const waiting: { readonly redemptionId: string; readonly given: string }[] = [];
    for (let number = 0; number < 12; number += 1) {
      const redemptionId = await world.redeem(code, company(number));
      waiting.push({ redemptionId, given: await world.mailedCode(company(number).contact.email) });
    }
    const answers = await Promise.all(
      waiting.map(({ redemptionId, given }) => world.confirm(code, redemptionId, given)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(7);
    expect((await world.call('getOffer', { as: noa, params: { offerId: id } })).json).toMatchObject({
      status: 'exhausted',
      redemptionCount: 5,
    });
    expect(await world.documents('subscription')).toHaveLength(10);
  });

  it('is a year more at a time for what renews itself', async () => {
    await buy((await world.offerToSell()).code);
    world.pass({ days: 366 });
    expect((await held())[0]).toMatchObject({ status: 'active', endsAt: '2028-11-22T12:00:00.000Z' });
    world.pass({ days: 3650 });
    expect((await held())[0]).toMatchObject({ status: 'active', endsAt: '2037-11-22T12:00:00.000Z' });
  });
});
