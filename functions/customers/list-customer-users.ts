/** A partner looks through the people of a customer whose administration is delegated to it. */
import * as z from 'zod';
import { mayAct } from '../../shared/domain/customers/acting';
import { Customer } from '../../shared/domain/customers/customer';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { cursorRule, searchParameter } from '../../shared/http/paging';
import { placeOf, sealedPageParameters } from '../../shared/http/sealed-paging';
import { speakerFault } from '../../shared/passwords/asking';
import { clientUserView } from '../../shared/passwords/client-users';
import { refusedBy, tenantOf } from '../../shared/passwords/directory-refusals';
import type { Ports } from '../../shared/ports';
import { seal } from '../../shared/signing/sealed-text';

/** Directories have long ones. */
const cursor = z.string().max(4000, cursorRule).optional();
const Query = z.object({ ...sealedPageParameters, ...searchParameter, cursor });

/** Lists them in the order of their directory, by a part of their name or address, with their roles and licences. */
export const listCustomerUsers = (ports: ApiPorts & Pick<Ports, 'directory'>) =>
  userOperation('listCustomerUsers', ports, { query: Query }, async ({ params, query, caller, now }) => {
    const { partnerId, user } = caller;
    const partner = caller.partner.document;
    const ref = documentRef(partnerId, params.customerId ?? '', 'domain:', 'address:');
    // A cursor leads on in the list of the customer that it was made for.
    const bound = { ...partner, idSalt: `${partner.idSalt}/${ref?.id ?? ''}` };
    const after = placeOf(bound, query.cursor);
    if (!after.ok) return after;
    const stored = ref && (await ports.partners.read(Customer, ref));
    if (!stored) return refuse('not-found');
    const customer = stored.document;
    const may = mayAct({ kind: 'seeUsers' }, { user, partner, customer, now });
    if (!may.ok) return may;
    const { q, limit } = query;
    const tenant = tenantOf(partner, customer);
    const [page, administrators] = await Promise.all([
      ports.directory.listUsers(tenant, { q, limit, after: after.value }),
      ports.directory.administrators(tenant),
    ]);
    if (page.kind === 'refused') return refusedBy(page);
    if (administrators.kind === 'refused') return refusedBy(administrators);
    const fault = speakerFault(customer, administrators.users);
    if (fault) return fault;
    const items = page.users.map((one) => clientUserView(one, { user, partner, customer, now }));
    return reply(200, page.next === undefined ? { items } : { items, nextCursor: seal(bound, page.next) });
  });
