/** A browser of a portal elsewhere asks what it may send. */
import { preflightHeaders } from '../../shared/http/cors';
import { openOperation, type ApiPorts } from '../../shared/http/operation';

/** Tells the portals in PORTAL_ORIGINS, and nobody else. */
export const preflight = (ports: ApiPorts) =>
  openOperation('preflight', ports, async ({ request }) =>
    Promise.resolve({ status: 204, headers: preflightHeaders(request, ports.settings) }),
  );
