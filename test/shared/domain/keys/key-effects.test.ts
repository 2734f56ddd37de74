import * as fc from 'fast-check';
import { effectsOf, type KeySituation, type KeyToUse } from '../../../../shared/domain/keys/key-effects';
import { startPurchase, type Subscription } from '../../../../shared/domain/customers/subscription';
import { findProduct, productsFor } from '../../../../shared/domain/product';
import { addDays } from '../../../../shared/domain/text';
import { noon, tenants } from '../../../world';

const basic = 'microsoft-365-business-basic';
const standard = 'microsoft-365-business-standard';
const premium = 'microsoft-365-business-premium';

const key = (more: Partial<KeyToUse> = {}): KeyToUse => ({
  productId: standard,
  quantity: 10,
  termMonths: 12,
  ...more,
});

function subscription(more: Partial<Subscription> = {}): Subscription {
  const product = findProduct(more.productId ?? standard);
  if (!product) throw new Error('The catalogue has no such product.');
  const started = startPurchase({
    partnerId: tenants.northwind,
    subscriptionId: `of-${product.id}`,
    customerId: 'domain:contoso.example',
    offerId: 'o1',
    product,
    quantity: 25,
    now: noon,
  });
  return { ...started, source: 'productKey', autoRenew: false, ...more };
}

function situation(more: Partial<KeySituation> = {}, ...held: readonly Subscription[]): KeySituation {
  return {
    cloud: 'global',
    country: 'IL',
    held,
    mode: undefined,
    now: noon,
    ...more,
  };
}

/** What is told of the effects. */
function told(keys: readonly KeyToUse[], where: KeySituation) {
  const effects = effectsOf(keys, where);
  if (!effects.ok) throw new Error(`Refused: ${effects.refusal}`);
  return effects.value.map(({ effect, product, quantity, endsAt }) => [product.id, effect, quantity, endsAt]);
}

/** The refusal with the places that it names. */
function refused(keys: readonly KeyToUse[], where: KeySituation) {
  const effects = effectsOf(keys, where);
  if (effects.ok) throw new Error('Nothing was refused.');
  return [effects.refusal, ...(effects.errors ?? []).map(({ pointer }) => pointer)];
}

const day = (days: number) => addDays(noon, days);

describe('a key for a customer that has nothing of its product', () => {
  it('starts a subscription, for as long as the key says, from now', () => {
    expect(told([key({ quantity: 7, termMonths: 6 })], situation())).toEqual([
      [standard, 'new', 7, '2027-05-22T12:00:00.000Z'],
    ]);
  });

  it('ends on the last day of a month that is too short', () => {
    const now = new Date('2027-08-31T00:00:00.000Z');
    expect(told([key({ termMonths: 6 })], situation({ now }))[0]?.[3]).toBe('2028-02-29T00:00:00.000Z');
  });

  it.each(['extend', 'addLicences'] as const)('cannot %s what is not there, and says what it can', (mode) => {
    expect(refused([key()], situation({ mode }))).toEqual(['invalid-request', '/mode']);
  });

  it.each([
    ['cancelled', { state: 'cancelled' }, noon],
    ['deleted', {}, new Date('2028-06-01T00:00:00.000Z')],
  ] as const)('starts anew where the one before is %s', (_status, fields, now) => {
    const [effect] = told([key()], situation({ now }, subscription(fields)));
    expect([effect?.[1], effect?.[2]]).toEqual(['new', 10]);
  });
});

describe('a key for a customer that has its product', () => {
  it.each([
    ['active', {}, 0],
    ['suspended', { state: 'suspended' }, 0],
    ['expired', {}, 370],
    ['disabled', {}, 400],
  ] as const)('needs a mode while it is %s, and the answer names all three', (_status, fields, after) => {
    const effects = effectsOf([key()], situation({ now: day(after) }, subscription(fields)));
    const detail = effects.ok ? undefined : effects.errors?.[0]?.detail;
    expect(detail).toMatch(/extend.*addLicences.*new/u);
    expect(effects.ok || effects.refusal).toBe('invalid-request');
  });

  it('extends it by its own time, from its end, and leaves the count', () => {
    const where = situation({ mode: 'extend', now: day(300) }, subscription());
    expect(told([key({ quantity: 10, termMonths: 3 })], where)).toEqual([
      [standard, 'extend', 25, '2028-02-22T12:00:00.000Z'],
    ]);
  });

  it.each([
    ['expired', 370],
    ['disabled', 400],
  ])('extends one that is %s from now: what has passed is not counted', (_status, after) => {
    const [effect] = told([key({ termMonths: 1 })], situation({ mode: 'extend', now: day(after) }, subscription()));
    const now = day(after);
    expect(effect?.[3]).toBe(
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate(), 12)).toISOString(),
    );
  });

  it('extends what renews itself from the end of the term that runs now', () => {
    const where = situation({ mode: 'extend', now: day(400) }, subscription({ autoRenew: true }));
    expect(told([key({ termMonths: 12 })], where)[0]?.[3]).toBe('2029-11-22T12:00:00.000Z');
  });

  it('extends from a 29 February to the next one', () => {
    const leap = subscription({ startsAt: '2028-02-29T00:00:00.000Z', endsAt: '2031-02-28T00:00:00.000Z' });
    expect(told([key()], situation({ mode: 'extend', now: day(900) }, leap))[0]?.[3]).toBe('2032-02-29T00:00:00.000Z');
  });

  it('never extends beyond the dates that can be kept, and names every key', () => {
    const far = subscription({ endsAt: '9989-01-01T00:00:00.000Z' });
    const where = situation({ mode: 'extend' }, far);
    expect(told([key({ termMonths: 120 })], where)[0]?.[3]).toBe('9999-01-01T00:00:00.000Z');
    expect(refused([key({ termMonths: 120 }), key({ termMonths: 1 })], where)).toEqual([
      'state-conflict',
      '/keys/0',
      '/keys/1',
    ]);
  });

  it('adds its licences and leaves the end', () => {
    expect(told([key({ quantity: 40 })], situation({ mode: 'addLicences' }, subscription()))).toEqual([
      [standard, 'addLicences', 65, '2027-11-22T12:00:00.000Z'],
    ]);
  });

  it.each([
    ['suspended', { state: 'suspended' }, 0],
    ['expired', {}, 366],
    ['disabled', {}, 420],
  ] as const)('adds none to one that is %s', (_status, fields, after) => {
    const where = situation({ mode: 'addLicences', now: day(after) }, subscription(fields));
    expect(refused([key()], where)).toEqual(['state-conflict', '/keys/0']);
  });

  it('starts another beside it where that is meant', () => {
    expect(told([key()], situation({ mode: 'new' }, subscription()))[0]?.slice(0, 3)).toEqual([standard, 'new', 10]);
  });

  it('is for the newest of several, or for one beside which it stood when that is gone', () => {
    const older = subscription({ quantity: 3, endsAt: '2030-01-01T00:00:00.000Z' });
    const newest = subscription({ quantity: 8, endsAt: '2027-01-01T00:00:00.000Z' });
    const where = (more: Partial<KeySituation>) => situation(more, newest, older);
    expect(told([key()], where({ mode: 'addLicences' }))[0]?.[2]).toBe(18);
    expect(told([key()], where({ mode: 'addLicences', now: day(300) }))[0]?.[2]).toBe(13);
    expect(refused([key()], where({ now: day(300) }))).toEqual(['invalid-request', '/mode']);
  });
});

describe('several keys', () => {
  it('of one product that start add up their counts', () => {
    expect(told([key({ quantity: 3 }), key({ quantity: 4 }), key({ quantity: 5 })], situation())).toEqual([
      [standard, 'new', 12, '2027-11-22T12:00:00.000Z'],
    ]);
  });

  it('of one product that start must run for the same time: each that does not is named', () => {
    const keys = [key(), key({ termMonths: 6 }), key(), key({ termMonths: 24 })];
    expect(refused(keys, situation())).toEqual(['invalid-request', '/keys/1', '/keys/3']);
  });

  it('of one product that extend add up their times, whatever each is', () => {
    const where = situation({ mode: 'extend' }, subscription());
    expect(told([key({ termMonths: 6 }), key({ termMonths: 12 })], where)[0]?.slice(1)).toEqual([
      'extend',
      25,
      '2029-05-22T12:00:00.000Z',
    ]);
  });

  it('of one product that add add up their counts', () => {
    const where = situation({ mode: 'addLicences' }, subscription());
    expect(told([key({ quantity: 1 }), key({ quantity: 2, termMonths: 6 })], where)[0]?.[2]).toBe(28);
  });

  it('of several products each do their own', () => {
    const keys = [key({ productId: premium }), key({ productId: basic, quantity: 2 }), key({ productId: premium })];
    expect(told(keys, situation({ mode: 'new' }, subscription())).map((effect) => effect.slice(0, 3))).toEqual([
      [premium, 'new', 20],
      [basic, 'new', 2],
    ]);
  });

  it('without a mode are refused as soon as the customer has one of the products', () => {
    const keys = [key({ productId: basic }), key()];
    expect(refused(keys, situation({}, subscription()))).toEqual(['invalid-request', '/mode']);
  });

  it('name the mode once, whatever products it does not fit', () => {
    const keys = [key({ productId: basic }), key({ productId: premium })];
    expect(refused(keys, situation({ mode: 'extend' }))).toEqual(['invalid-request', '/mode']);
  });
});

describe('what stands in the way of a key', () => {
  it('is the product’s maximum, counted over all keys and what is there, and every key is named', () => {
    expect(refused([key({ quantity: 200 }), key({ quantity: 101 })], situation())).toEqual([
      'quantity-out-of-range',
      '/keys/0',
      '/keys/1',
    ]);
    const where = situation({ mode: 'addLicences' }, subscription());
    expect(refused([key({ quantity: 276 })], where)).toEqual(['quantity-out-of-range', '/keys/0']);
    expect(told([key({ quantity: 275 })], where)[0]?.[2]).toBe(300);
  });

  it.each([
    ['is not sold by key', 'exchange-online-plan-1', 'IL'],
    ['is a trial', 'microsoft-365-business-standard-trial', 'IL'],
    ['does not exist', 'office-2003', 'IL'],
    ['is not sold in the country', standard, 'CN'],
    ['is not sold in the country by anybody', standard, 'RU'],
  ])('is that its product %s', (_why, productId, country) => {
    expect(refused([key({ productId: basic }), key({ productId })], situation({ country }))).toEqual(
      country === 'IL' ? ['product-unavailable', '/keys/1'] : ['product-unavailable', '/keys/0', '/keys/1'],
    );
  });

  it('is told in one order: the country, the mode, the count, the state', () => {
    const suspended = subscription({ state: 'suspended' });
    const tooMany = key({ productId: basic, quantity: 999 });
    const where = (more: Partial<KeySituation>) =>
      situation({ mode: 'addLicences', ...more }, suspended, subscription({ productId: basic }));
    expect(refused([key(), tooMany, key({ productId: 'none' })], where({}))[0]).toBe('product-unavailable');
    expect(refused([key(), tooMany, key({ productId: premium })], where({}))[0]).toBe('invalid-request');
    expect(refused([key(), tooMany], where({}))[0]).toBe('quantity-out-of-range');
    expect(refused([key()], where({}))[0]).toBe('state-conflict');
  });
});

describe('whatever the keys', () => {
  const products = productsFor('global', 'IL', 'purchase').filter(({ soldByKey }) => soldByKey);
  const someKey = fc.record({
    productId: fc.constantFrom(...products.map(({ id }) => id)),
    quantity: fc.integer({ min: 1, max: 400 }),
    termMonths: fc.constantFrom(1, 6, 12),
  });

  it('every key is in exactly one effect, the count stays within the product, and nothing ends sooner than before', () => {
    fc.assert(
      fc.property(
        fc.array(someKey, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('new', 'extend', 'addLicences', undefined),
        fc.subarray(products.map(({ id }) => id)),
        fc.integer({ min: 0, max: 700 }),
        (keys, mode, owned, after) => {
          const held = owned.map((productId) => subscription({ productId }));
          const effects = effectsOf(keys, situation({ mode, now: day(after) }, ...held));
          if (!effects.ok) return;
          expect(effects.value.flatMap((effect) => effect.keys).length).toBe(keys.length);
          for (const { product, quantity, endsAt, before } of effects.value) {
            expect(quantity).toBeGreaterThanOrEqual(product.minimum);
            expect(quantity).toBeLessThanOrEqual(product.maximum);
            expect(endsAt >= (before?.endsAt ?? noon.toISOString())).toBe(true);
          }
        },
      ),
    );
  });
});
