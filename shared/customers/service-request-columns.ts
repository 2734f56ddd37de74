/** Service requests as rows of a spreadsheet, in the words of its reader. */
import { spokenNumber } from '../domain/customers/request-number';
import { isOverdue } from '../domain/customers/service-request';
import { productNameOf } from '../domain/product';
import { shownAddress, shownDomain } from '../domain/shown-domains';
import type { PlainTextKey, Texts } from '../i18n/texts';
import { severityTexts, statusTexts } from '../kit/request-words';
import type { Column } from '../spreadsheets/column';
import type { RequestInContext } from './service-request-search';

/** One row for each request, as it stands at this moment. */
export function requestColumns(texts: Texts, now: Date): readonly Column<RequestInContext>[] {
  const said = (key: PlainTextKey): string => texts.say(key);
  const moment = (at: string | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));
  return [
    { heading: said('request.number'), leftToRight: true, value: ({ request }) => spokenNumber(request.number) },
    { heading: said('export.status'), value: ({ request }) => said(statusTexts[request.state]) },
    { heading: said('request.severity'), value: ({ request }) => said(severityTexts[request.severity]) },
    {
      heading: said('request.overdue'),
      value: ({ request }) => said(isOverdue(request, now) ? 'export.yes' : 'export.no'),
    },
    { heading: said('request.title'), value: ({ request }) => request.title },
    { heading: said('export.company'), value: ({ customer }) => customer.companyName },
    {
      heading: said('export.domain'),
      leftToRight: true,
      value: ({ customer: { primaryDomain } }) => primaryDomain && shownDomain(primaryDomain),
    },
    {
      heading: said('export.product'),
      value: ({ request: { productId } }) =>
        productId === undefined ? undefined : productNameOf(productId, texts.language),
    },
    { heading: said('export.contactName'), value: ({ request }) => request.contact.name },
    {
      heading: said('export.contactEmail'),
      leftToRight: true,
      value: ({ request }) => shownAddress(request.contact.email),
    },
    { heading: said('request.raisedBy'), value: ({ request }) => request.raisedBy.name },
    { heading: said('request.notes'), value: ({ request }) => request.notes },
    { heading: said('request.description'), value: ({ request }) => request.description },
    { heading: said('export.createdAt'), value: ({ request }) => moment(request.createdAt) },
    { heading: said('request.changedAt'), value: ({ request }) => moment(request.changedAt) },
    { heading: said('request.closedAt'), value: ({ request }) => moment(request.closedAt) },
  ];
}
