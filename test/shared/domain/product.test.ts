import { countries } from '../../../shared/catalogue/countries';
import { purchases, tried } from '../../../shared/catalogue/products';
import {
  boughtInsteadOf,
  familyOf,
  findProduct,
  addOnsWithoutBase,
  productNameOf,
  productsFor,
} from '../../../shared/domain/product';

const trials = tried.map((id) => `${id}-trial`);

describe('a product', () => {
  it('is known by its id', () => {
    expect(findProduct('microsoft-365-e5')).toMatchObject({ kind: 'purchase', termMonths: 12 });
    expect(findProduct('microsoft-365-e5-trial')).toMatchObject({ kind: 'trial', name: 'Microsoft 365 E5' });
    expect(findProduct('microsoft-365-e7')).toBeUndefined();
  });

  it.each([
    ['en', 'Exchange Online (Plan 1)', 'Microsoft 365 Business Basic'],
    ['he', 'Exchange Online (Plan 1)', 'Microsoft 365 Business Basic'],
    ['zh-CN', 'Exchange Online（计划 1）', 'Microsoft 365 商业基础版'],
  ] as const)('is called in %s as Microsoft calls it there', (language, exchange, basic) => {
    expect(productNameOf('exchange-online-plan-1', language)).toBe(exchange);
    expect(productNameOf('microsoft-365-business-basic', language)).toBe(basic);
    expect(productNameOf('microsoft-365-business-basic-trial', language)).toBe(basic);
  });

  it('is called by its id when the catalogue has it no longer', () => {
    expect(productNameOf('long-gone', 'he')).toBe('long-gone');
  });
});

describe('a trial', () => {
  it.each(trials)('%s is 25 licences for 30 days', (id) => {
    const product = findProduct(id);
    expect(product).toMatchObject({ kind: 'trial', minimum: 25, maximum: 25, trialDays: 30, soldByKey: false });
    expect(product?.termMonths).toBeUndefined();
  });

  it.each(trials)('%s turns into one product, of the same name and the same clouds', (id) => {
    const [trial, bought] = [findProduct(id), boughtInsteadOf(id)];
    expect(bought).toMatchObject({ kind: 'purchase', convertsFrom: id });
    expect([bought?.names, bought?.clouds]).toEqual([trial?.names, trial?.clouds]);
    expect(Object.keys(purchases).filter((other) => findProduct(other)?.convertsFrom === id)).toHaveLength(1);
  });

  it('is one family with what it turns into', () => {
    const [trial, paid] = [findProduct('microsoft-365-e5-trial'), findProduct('microsoft-365-e5')];
    if (!trial || !paid) throw new Error('The catalogue has no E5.');
    expect(familyOf(trial)).toBe(familyOf(paid));
  });
});

describe('what may be offered where', () => {
  it.each([
    ['global', 'IL', true],
    ['global', 'US', true],
    ['global', 'CN', false],
    ['global', 'RU', false],
    ['china', 'CN', true],
    ['china', 'IL', false],
    ['china', 'HK', false],
    ['china', 'RU', false],
  ] as const)('the %s cloud in %s: %s', (cloud, country, sold) => {
    expect(productsFor(cloud, country).length > 0).toBe(sold);
  });

  it('starts, for IL, with two products of 2 to 50 licences that are sold by key and need no other', () => {
    for (const product of productsFor('global', 'IL', 'purchase').slice(0, 2)) {
      expect(product.minimum).toBeLessThanOrEqual(2);
      expect(product.maximum).toBeGreaterThanOrEqual(50);
      expect(product.soldByKey).toBe(true);
      expect(product.requires).toBeUndefined();
    }
  });

  it('starts, for IL, with a trial of 25 licences for 30 days', () => {
    expect(productsFor('global', 'IL', 'trial')[0]).toMatchObject({ minimum: 25, maximum: 25, trialDays: 30 });
  });

  it.each(['trial', 'purchase'] as const)('has a %s for mainland China, of what its cloud has', (kind) => {
    const sold = productsFor('china', 'CN', kind);
    expect(sold.length).toBeGreaterThan(0);
    expect(sold.every((product) => product.kind === kind && product.clouds.includes('china'))).toBe(true);
    expect(sold.map(({ id }) => id)).not.toContain('microsoft-365-e5');
  });

  it('is both kinds when none is asked for', () => {
    const ids = (kind?: 'trial' | 'purchase') => productsFor('global', 'IL', kind).map(({ id }) => id);
    expect(ids()).toEqual([...ids('trial'), ...ids('purchase')]);
  });

  it('leaves out what is sold in some countries alone', () => {
    const withCalls = 'microsoft-teams-phone-with-calling-plan';
    const soldIn = (country: string) => productsFor('global', country).some(({ id }) => id === withCalls);
    expect([soldIn('GB'), soldIn('IL')]).toEqual([true, false]);
  });

  it('is something in every country of exactly one cloud, but where Microsoft has stopped selling', () => {
    for (const country of countries) {
      const clouds = (['global', 'china'] as const).filter((cloud) => productsFor(cloud, country).length > 0);
      expect([country, clouds.length]).toEqual([country, country === 'RU' ? 0 : 1]);
    }
  });
});

describe('an add-on without what it builds on', () => {
  const alone = (...lines: readonly string[]) =>
    addOnsWithoutBase(lines.map((productId) => ({ productId }))).map(({ id }) => id);

  it.each([
    ['beside one of those it builds on', ['microsoft-365-copilot', 'office-365-e3'], []],
    ['by itself', ['microsoft-365-copilot'], ['microsoft-365-copilot']],
    ['beside something else', ['microsoft-365-copilot', 'visio-plan-2'], ['microsoft-365-copilot']],
    [
      'beside another add-on',
      ['microsoft-teams-premium', 'microsoft-teams-phone-standard'],
      ['microsoft-teams-premium', 'microsoft-teams-phone-standard'],
    ],
    ['among products that need nothing', ['microsoft-365-business-basic', 'office-365-e3-trial', 'long-gone'], []],
  ])('is found %s', (_where, lines, found) => {
    expect(alone(...lines)).toEqual(found);
  });
});
