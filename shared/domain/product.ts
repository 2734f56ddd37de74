/** What can be offered, where, and in which counts. */
import * as z from 'zod';
import { products } from '../catalogue/products';
import { Cloud } from './partner';

export const Product = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/u),
  kind: z.enum(['trial', 'purchase']),
  name: z.string().min(1),
  minimum: z.int().positive(),
  maximum: z.int().positive(),
  clouds: z.array(Cloud).min(1),
  /** The trial that buying this product turns paid. */
  convertsFrom: z.string().optional(),
  soldByKey: z.boolean().default(false),
  /** How long a trial lasts. */
  trialDays: z.int().positive().optional(),
});
export type Product = z.infer<typeof Product>;

const catalogue: ReadonlyMap<string, Product> = new Map(
  products.map((entry) => Product.parse(entry)).map((product) => [product.id, product]),
);

/** The countries of the cloud that a partner works in: mainland China has its own. */
export function isInCloud(country: string, cloud: Cloud): boolean {
  return (country === 'CN') === (cloud === 'china');
}

/** The product of that id, or undefined. */
export function findProduct(productId: string): Product | undefined {
  return catalogue.get(productId);
}

/** What a partner in this cloud may offer to customers in this country, best first. */
export function productsFor(cloud: Cloud, usageLocation: string, kind?: Product['kind']): readonly Product[] {
  if (!isInCloud(usageLocation, cloud)) return [];
  return [...catalogue.values()].filter(
    (product) => product.clouds.includes(cloud) && (kind === undefined || product.kind === kind),
  );
}

/** A trial and the product it turns into are one family: a customer has tried it once, or bought it. */
export function familyOf(product: Product): string {
  return product.convertsFrom ?? product.id;
}
