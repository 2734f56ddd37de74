/** Somebody who writes a program for the API reads about it. */
import { openOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { pageSecurityPolicy } from '../../shared/kit/security-policy';
import document from '../../shared/openapi/openapi.json';
import { renderReferencePage, type ReferenceDocument } from '../../shared/pages/reference/reference-page';
import { remembered } from '../../shared/remembered';

/** It never changes while the process lives. */
const page = remembered((_only: null): string => renderReferencePage(document as unknown as ReferenceDocument));

/** Shows the API's document as a page, without a script and without a request to anywhere else. */
export const showReference = (ports: ApiPorts) =>
  openOperation('showReference', ports, async () =>
    Promise.resolve({
      ...reply(200, undefined),
      html: { text: page(null), contentSecurityPolicy: pageSecurityPolicy(null) },
    }),
  );
