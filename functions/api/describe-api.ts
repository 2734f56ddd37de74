/** Somebody who writes a program for the API reads what it takes and says. */
import { openOperation, reply, type ApiPorts } from '../../shared/http/operation';
import document from '../../shared/openapi/openapi.json';

/** Answers with the API's document (OpenAPI 3.1), as `npm run openapi` wrote it. */
export const describeApi = (ports: ApiPorts) =>
  openOperation('describeApi', ports, async () => Promise.resolve(reply(200, document)));
