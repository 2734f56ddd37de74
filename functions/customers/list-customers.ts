/** A partner looks through its customers, or finds one. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { customersWith, subscriptionsToSetUp, trialsEnding } from '../../shared/customers/subscription-search';
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
import { daysParameter, pageOf, pageParameters, searchParameter } from '../../shared/http/paging';

const Query = z.object({
  ...pageParameters,
  ...searchParameter,
  trialEndingWithinDays: daysParameter({ minimum: 1, maximum: limits.trial.days }),
  provisioning: z.literal('waiting', 'Must be waiting.').optional(),
});

/** Lists customers, newest first, by a part of their name or domain, and by what they have: a trial that ends soon, something that waits to be set up at Microsoft. */
export const listCustomers = (ports: ApiPorts) =>
  userOperation('listCustomers', ports, { query: Query }, async ({ query, caller, now }) => {
    const partition = caller.partnerId;
    const text = foldForSearch(query.q);
    const having = [
      ...(query.trialEndingWithinDays === undefined ? [] : [trialsEnding(query.trialEndingWithinDays, now)]),
      ...(query.provisioning === undefined ? [] : [subscriptionsToSetUp(now)]),
    ];
    const among = await Promise.all(having.map((where) => customersWith(ports.partners, partition, where)));
    const [tally, page] = await Promise.all([
      ports.partners.read(CustomerTally, { partition, id: customerTallyKey }),
      ports.partners.list(Customer, {
        partition,
        type: 'customer',
        where: [...among.flat(), ...(text === '' ? [] : [{ field: 'searchText', contains: text } as const])],
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
