/** The platform asks whether the process answers. */
import { openOperation, reply, type ApiPorts } from '../../shared/http/operation';

/** Answers as long as the process does. */
export const live = (ports: ApiPorts) =>
  openOperation('live', ports, async () => Promise.resolve(reply(200, { status: 'live' })));
