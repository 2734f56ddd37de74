/** The platform asks whether requests can be served. */
import { openOperation, reply, type ApiPorts } from '../../shared/http/operation';

/** Answers 200 when the database does, 503 otherwise. */
export const ready = (ports: ApiPorts) =>
  openOperation('ready', ports, async () => {
    await ports.partners.ping();
    return reply(200, { status: 'ready' });
  });
