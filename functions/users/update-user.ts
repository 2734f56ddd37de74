/** A partner changes one of its users: who they are, their two switches, or whether they may call at all. */
import { editUser } from '../../shared/domain/partners/user-management';
import { UserEdit } from '../../shared/domain/partners/user-request';
import { userView } from '../../shared/domain/partners/user';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import type { Ports } from '../../shared/ports';
import { changeUser } from '../../shared/users/user-change';

/** Changes what the request names, under If-Match; a switch that it leaves out stays as it is. */
export const updateUser = (ports: ApiPorts & Pick<Ports, 'random'>) =>
  userOperation('updateUser', ports, { body: UserEdit }, async (call) => {
    const { caller, body } = call;
    const changed = await changeUser(ports, call, (before) => editUser(caller.user, before, body));
    if (!changed.ok) return changed;
    return reply(200, userView(changed.value), { revision: changed.value.revision });
  });
