import { apply, business, loadedKey, namedCompany, preview } from '../../key-world';
import { refusalOf } from '../../link-world';
import { keyNumber } from '../../product-keys';
import { World } from '../../world';

const inAYear = '2027-11-22T12:00:00.000Z';

describe('looking at what product keys would do', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const everything = async (): Promise<string> =>
    JSON.stringify([
      (await world.store.changes(undefined, 10_000)).documents,
      (await world.keyStore.changes(undefined, 10_000)).documents,
    ]);

  it('says what would start, key by key in their order, and uses nothing', async () => {
    const basic = { productId: 'microsoft-365-business-basic', quantity: 2, termMonths: 6 };
    const keys = [await loadedKey(world, 1), await loadedKey(world, 2, basic), await loadedKey(world, 3)];
    const before = await everything();
    const answer = await preview(world, keys);
    expect(answer.status).toBe(200);
    const lastFive = (index: number) => keys[index]?.slice(-5);
    expect(answer.json).toEqual({
      items: [
        { lastFive: lastFive(0), productId: business, effect: 'new', quantity: 20, endsAt: inAYear },
        {
          lastFive: lastFive(1),
          productId: basic.productId,
          effect: 'new',
          quantity: 2,
          endsAt: '2027-05-22T12:00:00.000Z',
        },
        { lastFive: lastFive(2), productId: business, effect: 'new', quantity: 20, endsAt: inAYear },
      ],
    });
    expect(await everything()).toBe(before);
  });

  it.each([
    ['extend', 10, '2028-11-22T12:00:00.000Z'],
    ['addLicences', 20, inAYear],
  ])('says what %s would lead to, and it is what comes of it', async (mode, quantity, endsAt) => {
    await apply(world, [await loadedKey(world, 1)]);
    const keys = [await loadedKey(world, 2)];
    const before = await everything();
    expect((await preview(world, keys, { mode })).json).toMatchObject({ items: [{ effect: mode, quantity, endsAt }] });
    expect(await everything()).toBe(before);
    expect((await apply(world, keys, { mode })).json).toMatchObject({ subscriptions: [{ quantity, endsAt }] });
  });

  it('is refused as the use would be', async () => {
    const [used, free] = [await loadedKey(world, 1), await loadedKey(world, 2)];
    const expired = await loadedKey(world, 3, { expiresAt: '2026-11-22T12:00:00.000Z' });
    const tooMany = await loadedKey(world, 4, { quantity: 300 });
    await apply(world, [used]);
    const before = await everything();
    for (const [keys, body, refusal] of [
      [['no key'], {}, 'product-key-malformed'],
      [[free, free], {}, 'invalid-request'],
      [[used], { customer: namedCompany(2) }, 'product-key-used'],
      [[used], {}, 'product-key-used'],
      [[expired], {}, 'product-key-expired'],
      [[free], {}, 'invalid-request'],
      [[tooMany], { mode: 'addLicences' }, 'quantity-out-of-range'],
      [[free], { customer: { ...namedCompany(2), country: 'CN' } }, 'product-unavailable'],
      [[free], { customer: { id: 'domain:nobody.example' } }, 'not-found'],
    ] as const) {
      expect([refusal, refusalOf(await preview(world, keys, body))]).toEqual([refusal, refusal]);
    }
    expect(await everything()).toBe(before);
    expect(refusalOf(await preview(world, [keyNumber(77)]))).toBe('product-key-unknown');
  });

  it('counts no guess: after many of them keys can be used', async () => {
    const key = await loadedKey(world, 1);
    for (let number = 0; number < 60; number += 1) {
      expect((await preview(world, ['no key'])).status).toBe(422);
      expect((await preview(world, [keyNumber(100 + number)])).status).toBe(404);
    }
    expect((await preview(world, [key])).status).toBe(200);
    expect((await apply(world, [key])).status).toBe(201);
  });
});
