/** The API's document, `shared/openapi/openapi.json`: made of what the operations check. */
import { takenByOperations } from '../functions/http-functions';
import { apiDocument } from '../shared/openapi/document';
import type { Json } from '../shared/openapi/schemas';
import type { Ports } from '../shared/ports';

/** Operations take the same whatever they work with; none of them is called here. */
const nothing = new Proxy(
  {},
  {
    get: (_target, port) => {
      throw new Error(`An operation used ${String(port)} before it was called.`);
    },
  },
) as Ports;

/** The document as it is now. */
export async function writtenDocument(): Promise<Json> {
  return apiDocument(await takenByOperations(nothing));
}
