/** A partner sets a temporary password for somebody at a customer, who sees it once at a link. */
import { mayAct } from '../../shared/domain/customers/acting';
import { Customer } from '../../shared/domain/customers/customer';
import {
  endReset,
  PasswordReset,
  PasswordTurn,
  repetitionOf,
  resetKey,
  ResetRequest,
  turnKey,
} from '../../shared/domain/passwords/password-reset';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { fingerprintOf, idOfCreated } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts, type Reply } from '../../shared/http/operation';
import { beginAsked } from '../../shared/passwords/beginning';
import { linkSecretOf, withLink } from '../../shared/passwords/link';
import { setPassword } from '../../shared/passwords/setting';
import type { Ports } from '../../shared/ports';

/** Others who change the same customer, or reset the same password, meanwhile make the decision start again from what they left. */
const attempts = 8;

type ResetPorts = ApiPorts & Pick<Ports, 'directory' | 'random' | 'reveals' | 'secrets'>;

/** Sets it at once, or, for a global administrator, once a colleague approves. The same Idempotency-Key is the same reset: where nobody knows what became of it, or the directory did nothing, another password is set. */
export const resetPassword = (ports: ResetPorts) =>
  userOperation(
    'resetPassword',
    ports,
    { body: ResetRequest, bodyOptional: true },
    async (call): Promise<Reply | Refused> => {
      const { params, body: request, caller, idempotencyKey, now, traceId } = call;
      const { partnerId: partition, user, actor } = caller;
      const { customerId = '', userId = '' } = params;
      const doing = { partner: caller.partner.document, user, actor, traceId, now };
      const route = ['password-resets', customerId, userId, user.userId].join('/');
      const resetId = idOfCreated(ports, partition, route, idempotencyKey);
      const fingerprint = fingerprintOf(request);
      const ref = documentRef(partition, customerId, 'domain:', 'address:');
      const turnRef = documentRef(partition, turnKey(customerId, userId));
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const [onRecord, before, turn] = await Promise.all([
          ref && ports.partners.read(Customer, ref),
          ports.partners.read(PasswordReset, { partition, id: resetKey(resetId) }),
          turnRef && ports.partners.read(PasswordTurn, turnRef),
        ]);
        if (!onRecord) return refuse('not-found');
        const sees = mayAct({ kind: 'seeUsers' }, { ...doing, customer: onRecord.document });
        if (!sees.ok) return sees;
        const { secret, link } = linkSecretOf(ports, resetId, idempotencyKey, before?.document.link.keyId);
        const shown = (reset: PasswordReset) =>
          reply(201, withLink(ports, reset, secret, now), { revision: reset.revision });
        const repeated = before ? repetitionOf(before.document, { fingerprint, link, now }) : 'anew';
        if (before && repeated === 'same') return shown(before.document);
        if (typeof repeated === 'object') return repeated;

        const begun = await beginAsked(ports, {
          ...{ ...doing, onRecord, userId, request, before, turn, resetId, link, fingerprint },
        });
        if (!begun.ok) return begun;
        const { next, writes, ...about } = begun.value;
        const written = await ports.partners.write(partition, writes);
        if (!written.ok) continue;
        if (next.state === 'awaitingApproval') return shown(next);
        const [etag = ''] = written.etags;
        const set = await setPassword(ports, {
          ...{ ...doing, ...about, reset: { document: next, etag } },
          undone: () => endReset(next, 'refused', now),
        });
        return set.ok ? shown(set.value) : set;
      }
      return refuse('unavailable', { retryAfterSeconds: 1 });
    },
  );
