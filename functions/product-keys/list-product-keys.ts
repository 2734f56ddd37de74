/** A partner looks through its product keys, or takes the list along as a spreadsheet. */
import * as z from 'zod';
import { KeyState, ProductKey, productKeyView } from '../../shared/domain/keys/product-key';
import { askedFile, exportParameters, fileReply } from '../../shared/http/list-export';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';
import { etagOf } from '../../shared/http/preconditions';
import { textsFor } from '../../shared/i18n/texts';
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
    const page = (position: { readonly after: string | undefined; readonly limit: number }) =>
      ports.partners.list(ProductKey, { partition, type: 'product-key', where, ...position });

    const file = askedFile(request, query.format);
    if (file) {
      const texts = textsFor(query.language ?? caller.partner.document.profile.preferredLanguage);
      return fileReply(file, {
        title: texts.say('export.productKeys'),
        plainTitle: 'product-keys',
        nameEnd: now.toISOString().slice(0, 10),
        texts,
        columns: keyColumns(texts, now),
        page,
      });
    }
    return reply(
      200,
      pageOf(await page({ after: query.cursor, limit: query.limit }), (key) => ({
        ...productKeyView(key, now),
        etag: etagOf(key.revision),
      })),
    );
  });
