/** A user of a partner looks up who may do what. */
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { permissions } from '../../shared/http/permissions';

/** Lists every operation with what it needs, as the operations themselves check it. */
export const getPermissions = (ports: ApiPorts) =>
  userOperation('getPermissions', ports, {}, async () => Promise.resolve(reply(200, { items: permissions() })));
