/** A list of service requests as it is asked for, whosever they are. */
import { spokenNumber } from '../domain/customers/request-number';
import { requestLine, RequestStatus, Severity } from '../domain/customers/service-request';
import { utcDay } from '../domain/utc-day';
import { exportParameters, listReply } from '../http/list-export';
import type { Call, Caller, Reply } from '../http/operation';
import { pageOf, pageParameters, searchParameter } from '../http/paging';
import { etagOf } from '../http/preconditions';
import type { Filter, Ports } from '../ports';
import { requestColumns } from './service-request-columns';
import { requestsInContext, requestsWithText } from './service-request-search';

/** What every list of service requests takes. */
export const requestListParameters = {
  ...pageParameters,
  ...exportParameters,
  ...searchParameter,
  status: RequestStatus.optional(),
  severity: Severity.optional(),
};

type Asked = Parameters<typeof listReply>[0]['query'] & { readonly q: string };

/** A page of those that are so and hold the text, or all of them as a file; and where a number was typed that cannot be one, that it cannot. */
export async function listRequests(
  { partners }: Pick<Ports, 'partners'>,
  {
    request,
    query,
    caller,
    now,
  }: Pick<Call<Asked, unknown>, 'request' | 'query' | 'now'> & { readonly caller: Caller },
  are: readonly Filter[],
): Promise<Reply> {
  const { partnerId } = caller;
  const { where, misheard } = await requestsWithText(partners, partnerId, query.q);
  return listReply(
    { request, query, caller },
    {
      page: (position) => requestsInContext(partners, partnerId, { where: [...are, ...where], ...position }),
      view: (one) => ({ ...requestLine(one.request, one.customer, now), etag: etagOf(one.request.revision) }),
      body: (page, view) => ({
        ...pageOf(page, view),
        ...(misheard === undefined
          ? {}
          : {
              notANumber: {
                typed: spokenNumber(misheard),
                detail: 'No service request has this number: one of its digits is wrong, or two changed places.',
              },
            }),
      }),
      file: (texts) => ({
        title: texts.say('export.serviceRequests'),
        plainTitle: 'service-requests',
        nameEnd: utcDay(now),
        columns: requestColumns(texts, now),
      }),
    },
  );
}
