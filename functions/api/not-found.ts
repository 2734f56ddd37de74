/** Whatever no other operation answers. */
import { refuse } from '../../shared/domain/refusal';
import { asksForPage, readersLanguage } from '../../shared/http/link-operation';
import { openOperation, type ApiPorts } from '../../shared/http/operation';
import { problems } from '../../shared/http/problems';
import { pageSecurityPolicy } from '../../shared/kit/security-policy';
import { renderRefusalPage } from '../../shared/pages/dead-links/refusal-page';

const addressesOfCustomers = /^\/(o|access)(\/|$)/u;

/** Refuses unknown addresses like everything else: with a problem document, or for the reader of a link with a page, and all headers. */
export const notFound = (ports: ApiPorts) =>
  openOperation('notFound', ports, async ({ request }) => {
    const isOfCustomer = addressesOfCustomers.test(new URL(request.url).pathname);
    const refusal = isOfCustomer ? 'link-unknown' : 'not-found';
    if (!isOfCustomer || !asksForPage(request)) return Promise.resolve(refuse(refusal));
    const text = renderRefusalPage({ language: readersLanguage(request), refusal });
    const html = { text, contentSecurityPolicy: pageSecurityPolicy(null) };
    return Promise.resolve({ status: problems[refusal].status, html });
  });
