/** A partner adds a colleague to its users, who is mailed what they may do. */
import { createUser as newUser, User, userKey, userView } from '../../shared/domain/partners/user';
import { userCreation, UserCreation, userCreationKey } from '../../shared/domain/partners/user-creation';
import { userInvitation } from '../../shared/domain/mail/user-invitation';
import { additionFault } from '../../shared/domain/partners/user-management';
import { NewUser } from '../../shared/domain/partners/user-request';
import { refuse } from '../../shared/domain/refusal';
import { fingerprintOf, idOfCreated, notReadableYet } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import type { Ports } from '../../shared/ports';
import { userAudit } from '../../shared/users/user-audit';
import { administratorWrites } from '../../shared/users/user-change';

/** Others who change who administers make the decision start again from what they left. */
const attempts = 8;

/** Adds a user; the same Idempotency-Key answers with the one it added. */
export const createUser = (ports: ApiPorts & Pick<Ports, 'random'>) =>
  userOperation('createUser', ports, { body: NewUser }, async ({ caller, body, idempotencyKey, now, traceId }) => {
    const { partnerId, partner, user: by, actor } = caller;
    const fault = additionFault(by, body);
    if (fault) return fault;
    const creationId = idOfCreated(ports, partnerId, 'api/users', idempotencyKey);
    const creation = userCreation(partnerId, creationId, { userId: body.userId, fingerprint: fingerprintOf(body) });
    const user = newUser({ partnerId, person: body, now });
    const shown = (one: User) =>
      reply(201, userView(one), { revision: one.revision, location: `/api/users/${one.userId}` });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const moved = await administratorWrites(ports, caller, { before: undefined, after: user });
      if ('ok' in moved) return moved;
      const written = await ports.partners.write(partnerId, [
        { kind: 'create', document: creation },
        { kind: 'create', document: user },
        { kind: 'create', document: userInvitation({ creationId, user, by, partner: partner.document, now }, body) },
        {
          kind: 'create',
          document: userAudit({ actId: creationId, actor, before: undefined, after: user, traceId }, now),
        },
        ...moved,
      ]);
      if (written.ok) return shown(user);
      const [made, there] = await Promise.all([
        ports.partners.read(UserCreation, { partition: partnerId, id: userCreationKey(creationId) }),
        ports.partners.read(User, { partition: partnerId, id: userKey(body.userId) }),
      ]);
      if (made && made.document.fingerprint !== creation.fingerprint) return refuse('idempotency-key-reused');
      if (made && !there)
        return refuse('state-conflict', { detail: 'Who was added by this request was removed again.' });
      if (made && there) return shown(there.document);
      if (there) return refuse('state-conflict', { detail: 'Your company has a user of this id already.' });
    }
    return notReadableYet;
  });
