/** A partner looks through its service requests, or takes the list along as a spreadsheet. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { listRequests, requestListParameters } from '../../shared/customers/service-request-list';
import { requestsThatAre } from '../../shared/customers/service-request-search';
import { userOperation, type ApiPorts } from '../../shared/http/operation';

const Query = z.object({
  ...requestListParameters,
  customerId: z.string().max(limits.idLength, 'Must be the id of a customer.').optional(),
  overdue: z.literal('true', 'Must be true.').optional(),
});

/** Lists requests, newest first, by status, severity, customer, and by number or text: page by page, or all that match as a file. */
export const listServiceRequests = (ports: ApiPorts) =>
  userOperation('listServiceRequests', ports, { query: Query }, (call) => {
    const { query, now } = call;
    return listRequests(ports, call, requestsThatAre({ ...query, overdue: query.overdue === 'true' }, now));
  });
