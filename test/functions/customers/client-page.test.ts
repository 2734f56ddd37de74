import * as z from 'zod';
import { Customer } from '../../../shared/domain/customers/customer';
import { Subscription } from '../../../shared/domain/customers/subscription';
import { customerId, delegate, endAsPartner } from '../../delegation-world';
import { apply, business, loadedKey } from '../../key-world';
import { changePartner } from '../../portal-world';
import { tryOut } from '../../telling-world';
import { contoso, noa, tenants, World } from '../../world';

const Page = z.looseObject({
  delegation: z.looseObject({ status: z.string() }),
  endsNext: z.object({ subscriptionId: z.string(), productId: z.string(), endsAt: z.string() }).nullable(),
  subscriptions: z.array(z.looseObject({ id: z.string(), status: z.string() })),
  offers: z.array(z.looseObject({ id: z.string(), kind: z.string(), status: z.string() })),
  answers: z.array(z.looseObject({ offerId: z.string(), status: z.string() })),
  rights: z.array(
    z.object({
      act: z.string(),
      allowed: z.boolean(),
      subscriptionId: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
  hasMore: z.array(z.string()),
});

const Listed = z.object({ items: Page.shape.subscriptions });

describe('the page of a customer', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const read = async (id = customerId) =>
    Page.parse((await world.call('getCustomer', { as: noa, params: { customerId: id } })).json);

  it('shows what the customer has, was offered and answered, and what ends next', async () => {
    const trial = await tryOut(world, { delegatedAdministration: false });
    world.pass({ days: 2 });
    const params = { customerId, subscriptionId: trial.subscriptionId };
    const offered = await world.call('convertTrial', { as: noa, params, body: { quantity: 10 } });
    world.pass({ minutes: 60 });
    const waiting = await world.invite({ productId: 'power-bi-pro-trial' });
    await world.redeem(waiting.code);

    const page = await read();
    expect(page.subscriptions).toMatchObject([{ id: trial.subscriptionId, status: 'active', source: 'trial' }]);
    expect(page.endsNext).toEqual({
      subscriptionId: trial.subscriptionId,
      productId: trial.productId,
      endsAt: trial.endsAt,
    });
    expect(page.offers.map(({ id, kind, status }) => [id, kind, status])).toEqual([
      [waiting.id, 'trialInvitation', 'active'],
      [offered.json.id, 'purchaseOffer', 'active'],
      [trial.offerId, 'trialInvitation', 'active'],
    ]);
    expect(page.answers.map(({ offerId, status }) => [offerId, status])).toEqual([
      [waiting.id, 'awaitingConfirmation'],
      [trial.offerId, 'confirmed'],
    ]);
    expect(page.hasMore).toEqual([]);
  });

  it('nothing that renews itself ends next, and what has ended does until its grace is over', async () => {
    const { code } = await world.offerToSell({ lines: [{ productId: 'power-bi-pro', quantity: 3 }] });
    await world.confirm(code, await world.redeem(code), await world.mailedCode(contoso.contact.email));
    expect((await read()).endsNext).toBeNull();
    const key = await loadedKey(world, 1);
    await apply(world, [key], { customer: { id: customerId } });
    const keyed = (await read()).endsNext;
    expect(keyed?.productId).toBe(business);
    world.pass({ days: 366 });
    expect((await read()).endsNext).toEqual(keyed);
    world.pass({ days: 30 });
    expect((await read()).endsNext).toBeNull();
  });

  it('says what this user may do for the customer, and why not', async () => {
    const { subscriptionId } = await tryOut(world, { delegatedAdministration: false });
    await changePartner(world, { authorizations: ['subscriptionAdvisor', 'delegatedAdministration'] });
    const { rights } = await read();
    const [managing] = rights.filter(({ act }) => act === 'manageSubscription');
    expect(managing).toMatchObject({ subscriptionId, allowed: false });
    expect(managing?.reason).toContain('delegation is none');
    world.pass({ minutes: 60 });
    await delegate(world);
    const delegated = (await read()).rights.filter(({ act }) => act === 'manageSubscription');
    expect(delegated).toEqual([{ act: 'manageSubscription', subscriptionId, allowed: true }]);
  });

  it('shows what the partner made with the customer alone, unless it administers the customer', async () => {
    const own = await tryOut(world, { delegatedAdministration: false });
    const { offerId: _offer, ...elsewhere } = {
      ...own,
      subscriptionId: 'f'.repeat(32),
      id: `subscription:${'f'.repeat(32)}`,
    };
    const document = Subscription.parse({
      ...elsewhere,
      source: 'purchase',
      productId: 'visio-plan-2',
      sortKey: `${own.sortKey}f`,
    });
    await world.store.write(tenants.northwind, [{ kind: 'create', document }]);
    const shown = async () => {
      const params = { customerId, subscriptionId: document.subscriptionId };
      const list = Listed.parse((await world.call('listSubscriptions', { as: noa, params })).json);
      const { subscriptions } = await read();
      expect(list.items).toEqual(subscriptions);
      const { status } = await world.call('getSubscription', { as: noa, params });
      expect(status).toBe(subscriptions.some(({ id }) => id === document.subscriptionId) ? 200 : 404);
      return subscriptions.map(({ id }) => id);
    };
    expect(await shown()).toEqual([own.subscriptionId]);
    world.pass({ minutes: 60 });
    await delegate(world);
    expect(await shown()).toEqual([document.subscriptionId, own.subscriptionId]);
    world.pass({ minutes: 60 });
    await endAsPartner(world);
    expect(await shown()).toEqual([own.subscriptionId]);
  });

  it('names what it has more of', async () => {
    for (let number = 0; number < 26; number += 1) {
      world.pass({ minutes: 11 });
      const { code } = await world.invite({ productId: 'power-bi-pro-trial' });
      await world.redeem(code, { ...contoso, contact: { name: 'Somebody', email: `n${number}@contoso.example` } });
    }
    const seen = await world.store.read(Customer, { partition: tenants.northwind, id: customerId });
    expect(seen).toBeUndefined();
    world.pass({ minutes: 60 });
    await tryOut(world);
    const page = await read();
    expect([page.answers.length, page.offers.length, page.hasMore]).toEqual([25, 25, ['answers']]);
  });
});
