/** Somebody else at the partner approves that the password of a customer's global administrator is set anew. */
import { helpingWrites } from '../../shared/customers/helping-writes';
import { mayAct } from '../../shared/domain/customers/acting';
import { Customer } from '../../shared/domain/customers/customer';
import { User, userKey } from '../../shared/domain/partners/user';
import {
  beginSetting,
  endReset,
  mayApprove,
  mayReset,
  PasswordTurn,
  resetStateNow,
  resetView,
  turnKey,
} from '../../shared/domain/passwords/password-reset';
import { resetAudit } from '../../shared/domain/passwords/telling';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts, type Reply } from '../../shared/http/operation';
import { readReset, readTarget } from '../../shared/passwords/asking';
import { setPassword } from '../../shared/passwords/setting';
import { takeTurn, turnLost } from '../../shared/passwords/turns';
import type { Ports } from '../../shared/ports';

/** Others who change the same reset or customer meanwhile make the decision start again from what they left. */
const attempts = 8;

type ApprovalPorts = ApiPorts & Pick<Ports, 'directory' | 'random' | 'reveals'>;

/** Sets the password now; its link shows it from this moment on. Whoever asked cannot approve, and must still be allowed to ask. */
export const approvePasswordReset = (ports: ApprovalPorts) =>
  userOperation(
    'approvePasswordReset',
    ports,
    {},
    async ({ params, caller, now, traceId }): Promise<Reply | Refused> => {
      const { partnerId: partition, user, actor } = caller;
      const partner = caller.partner.document;
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const stored = await readReset(ports, partition, params.resetId ?? '');
        if (!stored) return refuse('not-found');
        const reset = stored.document;
        const isDone = reset.approvedBy?.userId === user.userId && resetStateNow(reset, now) === 'ready';
        if (isDone) return reply(200, resetView(reset, now), { revision: reset.revision });
        const turnRef = { partition, id: turnKey(reset.customerId, reset.userId) };
        const [onRecord, asker, turn] = await Promise.all([
          ports.partners.read(Customer, { partition, id: reset.customerId }),
          ports.partners.read(User, { partition, id: userKey(reset.askedBy.userId) }),
          ports.partners.read(PasswordTurn, turnRef),
        ]);
        if (!onRecord) return refuse('not-found');
        const customer = onRecord.document;
        const sees = mayAct({ kind: 'seeUsers' }, { user, partner, customer, now });
        if (!sees.ok) return sees;
        const refused = mayApprove(reset, user, now) ?? turnLost(turn, reset);
        if (refused) return refused;
        const read = await readTarget(ports, partner, customer, reset.userId);
        if (!read.ok) {
          if (read.refusal === 'not-found')
            await ports.partners.write(partition, [
              { kind: 'replace', document: endReset(reset, 'refused', now), etag: stored.etag },
              {
                kind: 'create',
                document: resetAudit(reset, 'passwordResetFailed', { actor, traceId, now, reason: 'userGone' }),
              },
            ]);
          return read;
        }
        const { target, administrators } = read.value;
        const may = mayReset(target, { user, partner, customer, now });
        if (!may.ok) return may;
        const askerMay =
          asker?.document.status === 'active' && mayReset(target, { user: asker.document, partner, customer, now }).ok;
        if (!askerMay)
          return refuse('state-conflict', { detail: 'Whoever asked for it may not reset this password any more.' });
        const next = beginSetting(reset, now, user);
        const taken = await takeTurn(ports, turn, next, { before: stored, customer, administrators, now });
        if (!taken.ok) return taken;
        const entry = resetAudit(next, 'passwordResetApproved', { actor, traceId, now });
        const written = await ports.partners.write(partition, [
          { kind: 'replace', document: next, etag: stored.etag },
          { kind: 'create', document: entry },
          ...taken.value,
          ...helpingWrites(onRecord, now),
        ]);
        if (!written.ok) continue;
        const [etag = ''] = written.etags;
        const set = await setPassword(ports, {
          ...{ partner, customer, target, administrators, actor, traceId, now },
          reset: { document: next, etag },
          // What is not there any more needs no approval; anything else may be approved again.
          undo: (reason) => [
            {
              kind: 'replace',
              document:
                reason === 'userGone'
                  ? endReset(next, 'refused', now)
                  : { ...reset, revision: next.revision + 1, attempts: next.attempts },
              etag,
            },
          ],
        });
        return set.ok ? reply(200, resetView(set.value, now), { revision: set.value.revision }) : set;
      }
      return refuse('unavailable', { retryAfterSeconds: 1 });
    },
  );
