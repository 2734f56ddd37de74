/** What can be offered, where, and in which counts. */
import { conversions, products } from '../catalogue/products';
import type { Cloud } from './partner';

/** A trial or something to buy. The catalogue is data of our own: a test checks it, not every start. */
export interface Product {
  readonly id: string;
  readonly kind: 'trial' | 'purchase';
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly clouds: readonly Cloud[];
  readonly soldByKey: boolean;
  /** How long a trial lasts. */
  readonly trialDays?: number;
  /** The trial that buying this product turns paid. */
  readonly convertsFrom?: string;
}

const catalogue: ReadonlyMap<string, Product> = new Map(
  products.map((product) => {
    const convertsFrom = conversions[product.id];
    return [product.id, convertsFrom === undefined ? product : { ...product, convertsFrom }];
  }),
);

/** The countries of the cloud that a partner works in: mainland China has its own. */
function isInCloud(country: string, cloud: Cloud): boolean {
  return (country === 'CN') === (cloud === 'china');
}

/** The product of that id, or undefined. */
export function findProduct(productId: string): Product | undefined {
  return catalogue.get(productId);
}

/** The product that this trial turns into when it is bought. */
export function boughtInsteadOf(trialId: string): Product | undefined {
  return [...catalogue.values()].find(({ convertsFrom }) => convertsFrom === trialId);
}

/** Says within which counts a product is sold, when this is none of them. */
export function quantityFault(product: Product | undefined, quantity: number): string | undefined {
  return product && (quantity < product.minimum || quantity > product.maximum)
    ? `Must be from ${product.minimum} to ${product.maximum}.`
    : undefined;
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
