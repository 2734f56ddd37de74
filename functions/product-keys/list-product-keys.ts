/** A partner looks through its product keys, or takes the list along as a spreadsheet. */
import * as z from 'zod';
import { KeyState, ProductKey, productKeyView } from '../../shared/domain/keys/product-key';
import { utcDay } from '../../shared/domain/utc-day';
import { exportParameters, listReply } from '../../shared/http/list-export';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageParameters } from '../../shared/http/paging';
import { etagOf } from '../../shared/http/preconditions';
import { keyColumns } from '../../shared/keys/key-columns';
import { keysThatAre } from '../../shared/keys/key-search';

const Query = z.object({
  ...pageParameters,
  ...exportParameters,
  state: KeyState.optional(),
  productId: z.string().max(100, 'Must be the id of a product.').optional(),
  lastFive: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[0-9A-Z]{5}$/u, 'Must be the last five letters and digits of a key.')
    .optional(),
});

/** Lists keys, newest first, by state, product and last five characters: page by page, or all that match as a file. The keys themselves are kept nowhere. */
export const listProductKeys = (ports: ApiPorts) =>
  userOperation('listProductKeys', ports, { query: Query }, async ({ request, query, caller, now }) => {
    const partition = caller.partnerId;
    const where = keysThatAre(query, now);
    return listReply(
      { request, query, caller },
      {
        page: (position) => ports.partners.list(ProductKey, { partition, type: 'product-key', where, ...position }),
        view: (key) => ({ ...productKeyView(key, now), etag: etagOf(key.revision) }),
        file: (texts) => ({
          title: texts.say('export.productKeys'),
          plainTitle: 'product-keys',
          nameEnd: utcDay(now),
          columns: keyColumns(texts, now),
        }),
      },
    );
  });
