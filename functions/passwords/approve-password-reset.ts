/** Somebody else at the partner approves that the password of a customer's global administrator is set anew. */
import { endReset, resetStateNow, resetView } from '../../shared/domain/passwords/password-reset';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts, type Reply } from '../../shared/http/operation';
import { readReset } from '../../shared/passwords/asking';
import { beginApproved } from '../../shared/passwords/beginning';
import { setPassword } from '../../shared/passwords/setting';
import type { Ports } from '../../shared/ports';

/** Others who change the same reset or customer meanwhile make the decision start again from what they left. */
const attempts = 8;

type ApprovalPorts = ApiPorts & Pick<Ports, 'directory' | 'random' | 'reveals'>;

/** Sets the password now; its link shows it from this moment on. Whoever asked cannot approve, and must still be allowed to ask. */
export const approvePasswordReset = (ports: ApprovalPorts) =>
  userOperation('approvePasswordReset', ports, {}, async (call): Promise<Reply | Refused> => {
    const { params, caller, now, traceId } = call;
    const { partnerId, user, actor } = caller;
    const doing = { partner: caller.partner.document, user, actor, traceId, now };
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const before = await readReset(ports, partnerId, params.resetId ?? '');
      if (!before) return refuse('not-found');
      const reset = before.document;
      const isDone = reset.approvedBy?.userId === user.userId && resetStateNow(reset, now) === 'ready';
      if (isDone) return reply(200, resetView(reset, now), { revision: reset.revision });
      const begun = await beginApproved(ports, { ...doing, before });
      if (!begun.ok) return begun;
      const { next, writes, ...about } = begun.value;
      const written = await ports.partners.write(partnerId, writes);
      if (!written.ok) continue;
      const [etag = ''] = written.etags;
      const set = await setPassword(ports, {
        ...{ ...doing, ...about, reset: { document: next, etag } },
        // What is not there any more needs no approval; anything else may be approved again.
        undone: (reason) =>
          reason === 'userGone'
            ? endReset(next, 'refused', now)
            : { ...reset, revision: next.revision + 1, attempts: next.attempts },
      });
      return set.ok ? reply(200, resetView(set.value, now), { revision: set.value.revision }) : set;
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
