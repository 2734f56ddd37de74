/** A user of a partner looks at one of its users. */
import { userView } from '../../shared/domain/partners/user';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { readUser } from '../../shared/users/stored-user';

/** Reads one user. */
export const getUser = (ports: ApiPorts) =>
  userOperation('getUser', ports, {}, async ({ params, caller }) => {
    const stored = await readUser(ports, caller.partnerId, params.userId);
    return stored ? reply(200, userView(stored.document), { revision: stored.document.revision }) : refuse('not-found');
  });
