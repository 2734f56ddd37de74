/** A user of a partner asks what they may do, or whoever manages users asks it of another. */
import * as z from 'zod';
import { Customer } from '../../shared/domain/customers/customer';
import { Subscription } from '../../shared/domain/customers/subscription';
import { needsOf } from '../../shared/domain/partners/needs';
import { lacks } from '../../shared/domain/partners/user';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { rightsAt, rightsOf } from '../../shared/users/rights';
import { readUser } from '../../shared/users/stored-user';
import { wholeList } from '../../shared/store/whole-list';

const Query = z.object({ customerId: z.string().optional() });

/** Tells of each operation whether the user may call it, and why not; with a customer, what depends on its record. */
export const getUserRights = (ports: ApiPorts) =>
  userOperation('getUserRights', ports, { query: Query }, async ({ params, query, caller, now }) => {
    const { partnerId, sight } = caller;
    const partner = caller.partner.document;
    const stored = await readUser(ports, partnerId, params.userId);
    if (!stored) return refuse('not-found');
    const user = stored.document;
    const missing = user.userId === caller.user.userId ? undefined : lacks(needsOf.managingUsers, caller.user, partner);
    if (missing) return missing;
    const asked = { user, partner, now };
    const { userId, companyRole, supportedCompanies, status } = user;
    const rights = { userId, companyRole, supportedCompanies, status, items: rightsOf(asked) };
    if (query.customerId === undefined) return reply(200, rights);

    if (!sight.has('clients')) return lacks(needsOf.seeingClients, caller.user, partner) ?? refuse('forbidden');
    const ref = documentRef(partnerId, query.customerId, 'domain:', 'address:');
    const customer = ref && (await ports.partners.read(Customer, ref));
    if (!customer) return refuse('not-found');
    const subscriptions = await wholeList(ports.partners, Subscription, {
      partition: partnerId,
      type: 'subscription',
      where: [{ field: 'customerId', equals: customer.document.id }],
    });
    return reply(200, { ...rights, customer: rightsAt(asked, customer.document, subscriptions) });
  });
