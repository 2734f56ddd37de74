/** A product as partners read it; apart from the rules, because nothing else needs the descriptions. */
import { descriptions } from '../catalogue/product-descriptions';
import type { Cloud } from '../domain/cloud';
import { boughtInsteadOf, type Product } from '../domain/product';

/** The product with what it gives a customer; where there are no product keys, none are sold. */
export function productView(product: Product, cloud: Cloud) {
  return {
    ...product,
    soldByKey: product.soldByKey && cloud === 'global',
    descriptions: descriptions[boughtInsteadOf(product.id)?.id ?? product.id],
  };
}
