/** A partner looks through what one of its customers has agreed to. */
import * as z from 'zod';
import { Customer } from '../../shared/domain/customers/customer';
import { Consent, consentView } from '../../shared/domain/redemptions/consent';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';
import { wholeConsents } from '../../shared/store/whole-consents';

const Query = z.object(pageParameters);

/** Lists the customer's consents, given or not, newest first. */
export const listConsents = (ports: ApiPorts) =>
  userOperation('listConsents', ports, { query: Query }, async ({ params, query, caller }) => {
    const partition = caller.partnerId;
    const ref = documentRef(partition, params.customerId ?? '', 'domain:', 'address:');
    if (!ref) return refuse('not-found');
    const [customer, page] = await Promise.all([
      ports.partners.read(Customer, ref),
      ports.partners.list(Consent, {
        partition,
        type: 'consent',
        where: [{ field: 'customerId', equals: ref.id }],
        limit: query.limit,
        after: query.cursor,
      }),
    ]);
    if (!customer) return refuse('not-found');
    const whole = await wholeConsents(
      ports,
      partition,
      page.items.map(({ document }) => document),
    );
    return reply(200, { ...pageOf(page, (consent) => consent), items: whole.map(consentView) });
  });
