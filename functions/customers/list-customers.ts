/** A partner looks through its customers, or finds one. */
import * as z from 'zod';
import {
  Customer,
  CustomerTally,
  customerTallyKey,
  customersView,
  customerView,
} from '../../shared/domain/customers/customer';
import { foldForSearch } from '../../shared/domain/text';
import { recordNow } from '../../shared/mailboxes/record-now';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters, searchParameter } from '../../shared/http/paging';

const Query = z.object({ ...pageParameters, ...searchParameter });

/** Lists customers, newest first, by a part of their name or domain. */
export const listCustomers = (ports: ApiPorts) =>
  userOperation('listCustomers', ports, { query: Query }, async ({ query, caller, now }) => {
    const partition = caller.partnerId;
    const text = foldForSearch(query.q);
    const [tally, page] = await Promise.all([
      ports.partners.read(CustomerTally, { partition, id: customerTallyKey }),
      ports.partners.list(Customer, {
        partition,
        type: 'customer',
        where: text === '' ? [] : [{ field: 'searchText', contains: text }],
        limit: query.limit,
        after: query.cursor,
      }),
    ]);
    const items = await Promise.all(page.items.map((stored) => recordNow(ports.settings, stored, now)));
    const total = tally?.document.customers ?? 0;
    return reply(200, {
      view: customersView(total),
      total,
      ...pageOf({ ...page, items }, (customer) => customerView(customer, now)),
    });
  });
