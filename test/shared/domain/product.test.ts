import { countries } from '../../../shared/catalogue/countries';
import { products } from '../../../shared/catalogue/products';
import { familyOf, findProduct, productsFor } from '../../../shared/domain/product';

const catalogue = products.flatMap(({ id }) => findProduct(id) ?? []);

describe('the catalogue', () => {
  it('has every product once', () => {
    expect(new Set(products.map(({ id }) => id)).size).toBe(products.length);
  });

  it.each(catalogue.map((product) => [product.id, product] as const))(
    '%s has limits that make sense',
    (_id, product) => {
      expect(product.id).toMatch(/^[a-z0-9][a-z0-9-]{0,59}$/u);
      expect(product.name).not.toBe('');
      expect(product.minimum).toBeGreaterThan(0);
      expect(product.minimum).toBeLessThanOrEqual(product.maximum);
      expect(product.kind === 'trial').toBe(product.trialDays !== undefined);
    },
  );

  it('gives every trial 25 licences for 30 days', () => {
    for (const { minimum, maximum, trialDays } of catalogue.filter(({ kind }) => kind === 'trial'))
      expect([minimum, maximum, trialDays]).toEqual([25, 25, 30]);
  });

  it('converts from trials alone, each into one product', () => {
    const sources = catalogue.flatMap(({ convertsFrom }) => convertsFrom ?? []);
    expect(new Set(sources).size).toBe(sources.length);
    for (const source of sources) expect(findProduct(source)).toMatchObject({ kind: 'trial' });
  });

  it('turns every trial into a product of the same clouds', () => {
    for (const trial of catalogue.filter(({ kind }) => kind === 'trial')) {
      const paid = catalogue.find(({ convertsFrom }) => convertsFrom === trial.id);
      expect([trial.id, paid?.clouds]).toEqual([trial.id, trial.clouds]);
    }
  });

  it('takes a trial and what it turns into for one family', () => {
    const [trial, paid] = [findProduct('microsoft-365-e5-trial'), findProduct('microsoft-365-e5')];
    if (!trial || !paid) throw new Error('The catalogue has no E5.');
    expect(familyOf(trial)).toBe(familyOf(paid));
  });

  it('starts, for IL, with two purchase products of 2 to 50 licences that are sold by key and need no other', () => {
    for (const product of productsFor('global', 'IL', 'purchase').slice(0, 2)) {
      expect(product.minimum).toBeLessThanOrEqual(2);
      expect(product.maximum).toBeGreaterThanOrEqual(50);
      expect(product.soldByKey).toBe(true);
    }
  });
});

describe('what may be offered where', () => {
  it.each([
    ['global', 'IL', true],
    ['global', 'US', true],
    ['global', 'CN', false],
    ['china', 'CN', true],
    ['china', 'IL', false],
    ['china', 'HK', false],
  ] as const)('the %s cloud in %s: %s', (cloud, country, sold) => {
    expect(productsFor(cloud, country).length > 0).toBe(sold);
  });

  it('is what the cloud has, of the kind that was asked for', () => {
    const all = productsFor('china', 'CN');
    expect(all.map(({ id }) => id)).not.toContain('microsoft-365-e5');
    expect(all.every(({ clouds }) => clouds.includes('china'))).toBe(true);
    const trials = productsFor('china', 'CN', 'trial');
    expect(trials.length).toBeGreaterThan(0);
    expect([...trials, ...productsFor('china', 'CN', 'purchase')].map(({ id }) => id).sort()).toEqual(
      all.map(({ id }) => id).sort(),
    );
  });

  it('is something in every country of exactly one cloud', () => {
    for (const country of countries) {
      const clouds = (['global', 'china'] as const).filter((cloud) => productsFor(cloud, country).length > 0);
      expect([country, clouds.length]).toEqual([country, 1]);
    }
  });
});
