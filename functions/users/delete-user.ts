/** A partner removes a user to whom nothing refers. */
import { removalFault } from '../../shared/domain/partners/user-management';
import { ok } from '../../shared/domain/refusal';
import { userOperation, type ApiPorts } from '../../shared/http/operation';
import type { Ports } from '../../shared/ports';
import { changeUser } from '../../shared/users/user-change';

/** Removes the user under If-Match: their calls stop at once. Whoever did anything here is deactivated instead. */
export const deleteUser = (ports: ApiPorts & Pick<Ports, 'random'>) =>
  userOperation('deleteUser', ports, {}, async (call) => {
    const { user } = call.caller;
    const removed = await changeUser(ports, call, (before) => removalFault(user, before) ?? ok(undefined));
    return removed.ok ? { status: 204 } : removed;
  });
