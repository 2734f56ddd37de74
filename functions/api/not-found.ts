/** Whatever no other operation answers. */
import { refuse } from '../../shared/domain/refusal';
import { openOperation, type ApiPorts } from '../../shared/http/operation';

/** Refuses unknown addresses like everything else: with a problem document and all headers. */
export const notFound = (ports: ApiPorts) =>
  openOperation('notFound', ports, async ({ request }) =>
    Promise.resolve(refuse(/^\/o(\/|$)/u.test(new URL(request.url).pathname) ? 'link-unknown' : 'not-found')),
  );
