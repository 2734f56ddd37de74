/** What can be offered, where, in which counts, and with what. */
import { limits } from '../catalogue/limits';
import { notSoldTo, purchases, tried, type MicrosoftIds } from '../catalogue/products';
import type { Cloud } from './cloud';
import { refuse, type Refused } from './refusal';
import type { Language } from './text';

/** A trial or something to buy. The catalogue is data of our own: a test checks it, not every start. */
export interface Product {
  readonly id: string;
  readonly kind: 'trial' | 'purchase';
  /** Its name in English. */
  readonly name: string;
  readonly names: Readonly<Record<Language, string>>;
  readonly minimum: number;
  readonly maximum: number;
  readonly clouds: readonly Cloud[];
  /** Left out when it is sold in every country of its clouds. */
  readonly countries?: readonly string[];
  /** In the clouds that have product keys. */
  readonly soldByKey: boolean;
  /** How long a trial lasts. */
  readonly trialDays?: number;
  /** For how long it is bought. */
  readonly termMonths?: number;
  /** The trial that buying this product turns paid. */
  readonly convertsFrom?: string;
  /** The products of which a customer needs one before it can use this. */
  readonly requires?: readonly string[];
  readonly microsoft?: MicrosoftIds;
}

const boughtAs: ReadonlyMap<string, string> = new Map(tried.map((id) => [trialOf(id), id]));
const triable: ReadonlySet<string> = new Set(tried);
const catalogue: ReadonlyMap<string, Product> = new Map(
  [
    ...tried.map((id): Product => {
      const { clouds, names } = purchases[id];
      const { days: trialDays, licences } = limits.trial;
      const counts = { minimum: licences, maximum: licences };
      return { id: trialOf(id), kind: 'trial', name: names.en, names, ...counts, clouds, soldByKey: false, trialDays };
    }),
    ...Object.entries(purchases).map(([id, bought]): Product => ({
      id,
      kind: 'purchase',
      name: bought.names.en,
      ...bought,
      ...(triable.has(id) ? { convertsFrom: trialOf(id) } : {}),
    })),
  ].map((product) => [product.id, product]),
);

function trialOf(id: string): string {
  return `${id}-trial`;
}

/** The product of that id, or undefined. */
export function findProduct(productId: string): Product | undefined {
  return catalogue.get(productId);
}

/** The product that this trial turns into when it is bought. */
export function boughtInsteadOf(trialId: string): Product | undefined {
  return catalogue.get(boughtAs.get(trialId) ?? '');
}

/** Says within which counts a product is sold, when this is none of them. */
export function quantityFault(product: Product | undefined, quantity: number): string | undefined {
  return product && (quantity < product.minimum || quantity > product.maximum)
    ? `Must be from ${product.minimum} to ${product.maximum}.`
    : undefined;
}

/** What a product is called in that language; its id when the catalogue has it no longer. */
export function productNameOf(productId: string, language: Language): string {
  return findProduct(productId)?.names[language] ?? productId;
}

/** What a partner in this cloud may offer to customers in this country, best first. */
export function productsFor(cloud: Cloud, usageLocation: string, kind?: Product['kind']): readonly Product[] {
  return [...catalogue.values()].filter((product) => isSold(product, cloud, usageLocation, kind));
}

/** The product of that id, where a partner in this cloud may offer it to customers in this country. */
export function soldProduct(
  productId: string,
  cloud: Cloud,
  usageLocation: string,
  kind?: Product['kind'],
): Product | undefined {
  const product = catalogue.get(productId);
  return product && isSold(product, cloud, usageLocation, kind) ? product : undefined;
}

/** Says why keys of this product cannot be used in this cloud, or for a customer in this country once that is known. */
export function keyProductFault(productId: string, cloud: Cloud, country?: string): Refused | undefined {
  const product = catalogue.get(productId);
  const fault = (detail: string) => refuse('product-unavailable', { detail });
  if (!product) return fault('There is no product of this id; GET /api/products lists those that there are.');
  if (!product.soldByKey) return fault(`${product.name} is not sold by product key.`);
  if (!product.clouds.includes(cloud)) return fault(`${product.name} does not exist in the ${cloud} cloud.`);
  if (country !== undefined && !isSold(product, cloud, country))
    return fault(`${product.name} is not sold to customers in ${country}.`);
  return undefined;
}

function isSold({ kind: ofKind, clouds, countries }: Product, cloud: Cloud, country: string, kind = ofKind): boolean {
  if (!isServed(cloud, country)) return false;
  return clouds.includes(cloud) && (countries?.includes(country) ?? true) && ofKind === kind;
}

/** Whether customers in this country can have anything from a partner in this cloud. */
export function isServed(cloud: Cloud, country: string): boolean {
  return isInCloud(country, cloud) && !notSoldTo.includes(country);
}

/** The countries of the cloud that a partner works in: mainland China has its own. */
function isInCloud(country: string, cloud: Cloud): boolean {
  return (country === 'CN') === (cloud === 'china');
}

/** For how many months a product is bought at a time. */
export function termMonthsOf(productId: string): number {
  return findProduct(productId)?.termMonths ?? limits.purchase.termMonths;
}

/** A trial and the product it turns into are one family, known by the latter: a customer has tried it once, or bought it. */
export function familyOf({ id }: { readonly id: string }): string {
  return boughtAs.get(id) ?? id;
}

/** The products among these lines that build on another product, which is not among them: the customer must have one of those already. */
export function addOnsWithoutBase(lines: readonly { readonly productId: string }[]): readonly Product[] {
  const offered = new Set(lines.map(({ productId }) => productId));
  return lines.flatMap(({ productId }) => {
    const product = findProduct(productId);
    return product?.requires && !product.requires.some((id) => offered.has(id)) ? [product] : [];
  });
}
