/** A partner looks at what one of its customers has, or takes it along as a spreadsheet. */
import * as z from 'zod';
import { subscriptionsShown } from '../../shared/customers/client-page';
import { subscriptionColumns } from '../../shared/customers/subscription-columns';
import { Customer } from '../../shared/domain/customers/customer';
import { Subscription, subscriptionView } from '../../shared/domain/customers/subscription';
import { refuse } from '../../shared/domain/refusal';
import { utcDay } from '../../shared/domain/utc-day';
import { documentRef } from '../../shared/http/document-ref';
import { exportParameters, listReply } from '../../shared/http/list-export';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageParameters } from '../../shared/http/paging';

const Query = z.object({ ...pageParameters, ...exportParameters });

/** Lists a customer's subscriptions, newest first: page by page, or all of them as a file. */
export const listSubscriptions = (ports: ApiPorts) =>
  userOperation('listSubscriptions', ports, { query: Query }, async ({ request, params, query, caller, now }) => {
    const { partnerId: partition } = caller;
    const ref = documentRef(partition, params.customerId ?? '', 'domain:', 'address:');
    const customer = ref && (await ports.partners.read(Customer, ref));
    if (!customer) return refuse('not-found');
    const where = subscriptionsShown(customer.document, now);
    return listReply(
      { request, query, caller },
      {
        page: (position) => ports.partners.list(Subscription, { partition, type: 'subscription', where, ...position }),
        view: (subscription) => subscriptionView(subscription, now),
        file: (texts) => ({
          title: texts.say('export.subscriptions'),
          plainTitle: 'subscriptions',
          nameEnd: utcDay(now),
          columns: subscriptionColumns(texts, now),
        }),
      },
    );
  });
