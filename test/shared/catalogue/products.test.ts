import * as z from 'zod';
import { countries } from '../../../shared/catalogue/countries';
import { descriptions } from '../../../shared/catalogue/product-descriptions';
import { notSoldTo, purchases, tried } from '../../../shared/catalogue/products';
import { findProduct } from '../../../shared/domain/product';

const Country = z.enum(countries);
const text = z.string().regex(/^[^\s\u200e\u200f\u202a-\u202e\u2066-\u2069](?:.*[^\s])?$/u);
const inEachLanguage = z.strictObject({ en: text, he: text, 'zh-CN': text });
const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/u);
/** None for a product that is no longer sold. */
const Clouds = z.array(z.enum(['global', 'china']));
const Purchase = z
  .strictObject({
    minimum: z.int().min(1),
    maximum: z.int(),
    termMonths: z.literal([1, 12, 36]),
    soldByKey: z.boolean(),
    clouds: Clouds,
    countries: z.array(Country).min(1).optional(),
    names: inEachLanguage,
    microsoft: z
      .strictObject({
        productId: z
          .string()
          .regex(/^CFQ7TTC0[0-9A-Z]{4}$/u)
          .optional(),
        skuId: z.guid().optional(),
        skuPartNumber: z
          .string()
          .regex(/^[A-Za-z0-9_]+$/u)
          .optional(),
      })
      .optional(),
    requires: z.array(Id).min(1).optional(),
  })
  .refine(({ minimum, maximum }) => minimum <= maximum, 'The minimum is above the maximum.');
const Catalogue = z.record(Id, Purchase);

const catalogue = Catalogue.parse(purchases);
const all = Object.entries(catalogue);

describe('the catalogue', () => {
  it('tries only what it sells, each once', () => {
    expect(new Set(tried).size).toBe(tried.length);
    expect(tried.filter((id) => !(id in catalogue) || catalogue[id]?.requires)).toEqual([]);
  });

  it('describes what it sells, and nothing else', () => {
    expect(Object.keys(z.record(Id, inEachLanguage).parse(descriptions)).sort()).toEqual(Object.keys(catalogue).sort());
  });

  it('gives no two products the same name or the same id of Microsoft’s', () => {
    const of = (read: (product: z.infer<typeof Purchase>) => string | undefined) =>
      all.flatMap(([, product]) => read(product) ?? []);
    for (const values of [
      of(({ names }) => names.en),
      of(({ names }) => names.he),
      of(({ names }) => names['zh-CN']),
      of(({ microsoft }) => microsoft?.productId),
      of(({ microsoft }) => microsoft?.skuId),
      of(({ microsoft }) => microsoft?.skuPartNumber),
    ])
      expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
  });

  it('ends business plans at 300 people', () => {
    const plans = all.filter(([, { names }]) => /\b[Bb]usiness\b|Essentials/u.test(names.en));
    expect(plans.length).toBeGreaterThan(5);
    expect(plans.filter(([, { maximum }]) => maximum !== 300).map(([id]) => id)).toEqual([]);
  });

  it.each(all.filter(([, { requires }]) => requires))(
    'has what %s builds on, in every cloud that sells it',
    (_id, { requires = [], clouds }) => {
      const bases = requires.map((id) => catalogue[id]);
      expect(bases).not.toContain(undefined);
      expect(bases.filter((base) => base?.requires)).toEqual([]);
      for (const cloud of clouds) expect(bases.some((base) => base?.clouds.includes(cloud))).toBe(true);
    },
  );

  it('names countries that are on the map', () => {
    expect(z.array(Country).parse(notSoldTo)).toEqual(notSoldTo);
  });

  it.each([
    'microsoft-365-business-premium',
    'microsoft-365-business-standard',
    'microsoft-365-e5',
    'exchange-online-plan-1',
    'power-bi-pro',
    'microsoft-365-business-basic',
    'microsoft-365-apps-for-business',
    'office-365-e3',
    'microsoft-365-e3',
  ])('keeps the id %s, which offers and subscriptions hold', (id) => {
    expect(findProduct(id)).toBeDefined();
  });
});
