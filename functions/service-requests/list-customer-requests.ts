/** A partner looks through the service requests of one customer, or takes them along as a spreadsheet. */
import * as z from 'zod';
import { listRequests, requestListParameters } from '../../shared/customers/service-request-list';
import { requestsThatAre } from '../../shared/customers/service-request-search';
import { Customer } from '../../shared/domain/customers/customer';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { userOperation, type ApiPorts } from '../../shared/http/operation';

const Query = z.object(requestListParameters);

/** Lists a customer's requests, newest first, as the list of all requests does. */
export const listCustomerRequests = (ports: ApiPorts) =>
  userOperation('listCustomerRequests', ports, { query: Query }, async (call) => {
    const { params, query, caller, now } = call;
    const ref = documentRef(caller.partnerId, params.customerId ?? '', 'domain:', 'address:');
    if (!ref || !(await ports.partners.read(Customer, ref))) return refuse('not-found');
    return listRequests(ports, call, requestsThatAre({ ...query, customerId: ref.id }, now));
  });
