/** A partner looks through its customers, finds some, or takes them along as a spreadsheet. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { customerColumns } from '../../shared/customers/customer-columns';
import { cursorOf, customerOrders, customerPage } from '../../shared/customers/customer-pages';
import { isUnlistedOrder, unlistedPage } from '../../shared/customers/unlisted-customers';
import { CustomerTally, customerTallyKey, customersView, customerView } from '../../shared/domain/customers/customer';
import { SubscriptionStatus } from '../../shared/domain/customers/subscription';
import { refuse, refuseFields } from '../../shared/domain/refusal';
import { foldForSearch } from '../../shared/domain/text';
import { utcDay } from '../../shared/domain/utc-day';
import { exportParameters, listReply } from '../../shared/http/list-export';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { anyCursor, daysParameter, pageOf, pageParameters, searchParameter } from '../../shared/http/paging';
import { recordNow } from '../../shared/mailboxes/record-now';

const Query = z.object({
  ...pageParameters,
  ...exportParameters,
  ...searchParameter,
  cursor: anyCursor,
  sort: z.enum(customerOrders, 'Must be newest, name or endsNext.').optional(),
  tag: z.string().min(1, 'Must not be empty.').max(limits.customers.tags.length).optional(),
  delegation: z.enum(['none', 'active', 'ended'], 'Must be none, active or ended.').optional(),
  subscription: z
    .enum(SubscriptionStatus.options, `Must be one of ${SubscriptionStatus.options.join(', ')}.`)
    .optional(),
  trialEndingWithinDays: daysParameter({ minimum: 1, maximum: limits.trial.days }),
  provisioning: z.literal('waiting', 'Must be waiting.').optional(),
});

/** Lists customers by age, name or what ends next, or finds them by what their names hold, in the order of what was found: a page of them, or all as a file. */
export const listCustomers = (ports: ApiPorts) =>
  userOperation('listCustomers', ports, { query: Query }, async ({ request, query, caller, now }) => {
    const { partnerId: partition } = caller;
    const { q, sort, tag, delegation, subscription, trialEndingWithinDays, provisioning } = query;
    const text = foldForSearch(q);
    if (text !== '' && sort !== undefined)
      return refuseFields({
        pointer: '/sort',
        detail: 'Leave it out beside q: what is found comes in the order of what was found.',
      });
    const asked = { tag, delegation, subscription, trialEndingWithinDays, provisioning };
    const list = { partition, text, order: sort ?? 'newest', asked, now };
    const tally = (await ports.partners.read(CustomerTally, { partition, id: customerTallyKey }))?.document;
    const isListed = tally?.listed === true;
    if (!isListed && isUnlistedOrder(list)) return refuse('unavailable', { retryAfterSeconds: 60 });
    const cursor = isListed ? cursorOf(list, query.cursor) : cursorOf({ ...list, text: '' }, query.cursor);
    if (!cursor.ok) return cursor;
    const total = tally?.customers ?? 0;
    return listReply(
      { request, query, caller },
      {
        page: async (position) => {
          const page = await (isListed ? customerPage : unlistedPage)(ports.partners, list, position);
          const items = await Promise.all(page.items.map((stored) => recordNow(ports.settings, stored, now)));
          return { ...page, items };
        },
        view: (customer) => customerView(customer, now),
        body: (page, view) => ({ view: customersView(total), total, ...pageOf(page, view) }),
        file: (texts) => ({
          title: texts.say('export.customers'),
          plainTitle: 'customers',
          nameEnd: utcDay(now),
          columns: customerColumns(texts, now),
        }),
      },
    );
  });
