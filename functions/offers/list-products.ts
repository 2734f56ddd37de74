/** A partner sees what it can offer to customers in a country. */
import * as z from 'zod';
import { Country } from '../../shared/domain/country';
import { productsFor } from '../../shared/domain/product';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { listFormat } from '../../shared/http/paging';
import { productView } from '../../shared/offers/product-view';

const Query = z.object({
  ...listFormat,
  usageLocation: Country,
  kind: z.enum(['trial', 'purchase'], 'Must be trial or purchase.').optional(),
});

/** Lists the products of the partner's cloud for a usage location. */
export const listProducts = (ports: ApiPorts) =>
  userOperation('listProducts', ports, { query: Query }, async ({ query, caller }) => {
    const { cloud } = caller.partner.document;
    const items = productsFor(cloud, query.usageLocation, query.kind).map((product) => productView(product, cloud));
    return Promise.resolve(reply(200, { items }));
  });
