/** Somebody who writes a program for the API reads about it. */
import { openOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { developerPagePolicy } from '../../shared/kit/security-policy';
import document from '../../shared/openapi/openapi.json';
import { renderReferencePage, type ReferenceDocument } from '../../shared/pages/reference/reference-page';

/** It never changes while the process lives. */
let page: string | undefined;

/** Shows the API's document as a page, without a script and without a request to anywhere else. */
export const showReference = (ports: ApiPorts) =>
  openOperation('showReference', ports, async () =>
    Promise.resolve({
      ...reply(200, undefined),
      html: {
        text: (page ??= renderReferencePage(document as unknown as ReferenceDocument)),
        contentSecurityPolicy: developerPagePolicy,
      },
    }),
  );
