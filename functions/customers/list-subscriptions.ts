/** A partner looks at what one of its customers has. */
import * as z from 'zod';
import { Customer } from '../../shared/domain/customers/customer';
import { Subscription, subscriptionView } from '../../shared/domain/customers/subscription';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object(pageParameters);

/** Lists a customer's subscriptions, newest first. */
export const listSubscriptions = (ports: ApiPorts) =>
  userOperation('listSubscriptions', ports, { query: Query }, async ({ params, query, caller, now }) => {
    const ref = documentRef(caller.partnerId, params.customerId ?? '', 'domain:', 'address:');
    const customer = ref && (await ports.partners.read(Customer, ref));
    if (!customer) return refuse('not-found');
    const page = await ports.partners.list(Subscription, {
      partition: caller.partnerId,
      type: 'subscription',
      where: [{ field: 'customerId', equals: customer.document.id }],
      limit: query.limit,
      after: query.cursor,
    });
    return reply(
      200,
      pageOf(page, (subscription) => subscriptionView(subscription, now)),
    );
  });
