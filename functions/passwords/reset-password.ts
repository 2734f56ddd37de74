/** A partner sets a temporary password for somebody at a customer, who sees it once at a link. */
import { helpingWrites } from '../../shared/customers/helping-writes';
import { mayAct } from '../../shared/domain/customers/acting';
import { Customer } from '../../shared/domain/customers/customer';
import {
  askReset,
  beginSetting,
  endReset,
  mayReset,
  PasswordReset,
  PasswordTurn,
  resetKey,
  ResetRequest,
  resetStateNow,
  resetView,
  turnKey,
} from '../../shared/domain/passwords/password-reset';
import { approvalAsked, resetAudit } from '../../shared/domain/passwords/telling';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { fingerprintOf, idOfCreated } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts, type Reply } from '../../shared/http/operation';
import { colleaguesWithFullAccess, readTarget } from '../../shared/passwords/asking';
import { linkSecretOf, revealUrlOf } from '../../shared/passwords/link';
import { setPassword } from '../../shared/passwords/setting';
import { takeTurn } from '../../shared/passwords/turns';
import type { Ports } from '../../shared/ports';
import { saved } from '../../shared/store/saving';

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
      const { params, body, caller, idempotencyKey, now, traceId } = call;
      const { partnerId: partition, user, actor } = caller;
      const { customerId = '', userId = '' } = params;
      const partner = caller.partner.document;
      const route = ['password-resets', customerId, userId, user.userId].join('/');
      const resetId = idOfCreated(ports, partition, route, idempotencyKey);
      const fingerprint = fingerprintOf(body);
      const ref = documentRef(partition, customerId, 'domain:', 'address:');
      const turnRef = documentRef(partition, turnKey(customerId, userId));
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const [stored, before, turn] = await Promise.all([
          ref && ports.partners.read(Customer, ref),
          ports.partners.read(PasswordReset, { partition, id: resetKey(resetId) }),
          turnRef && ports.partners.read(PasswordTurn, turnRef),
        ]);
        if (!stored) return refuse('not-found');
        const customer = stored.document;
        const acting = { user, partner, customer, now };
        const sees = mayAct({ kind: 'seeUsers' }, acting);
        if (!sees.ok) return sees;
        const earlier = before?.document;
        const { secret, link } = linkSecretOf(ports, resetId, idempotencyKey, earlier?.link.keyId);
        const shown = (reset: PasswordReset): Reply =>
          reply(
            201,
            { ...resetView(reset, now), revealUrl: revealUrlOf(ports, reset, secret) },
            { revision: reset.revision },
          );
        if (earlier && earlier.fingerprint !== fingerprint) return refuse('idempotency-key-reused');
        if (earlier && earlier.link.publicKey !== link.publicKey) return linkLost;
        const state = earlier && resetStateNow(earlier, now);
        if (state === 'setting') return refuse('request-in-progress');
        if (earlier && state !== 'unknown' && state !== 'refused') return shown(earlier);

        const read = await readTarget(ports, partner, customer, userId);
        if (!read.ok) return read;
        const { target, administrators } = read.value;
        const may = mayReset(target, acting);
        if (!may.ok) return may;
        const { needsApproval } = may.value;
        const asked = askReset({
          ...{ partnerId: partition, customer, target, request: body, needsApproval, askedBy: user, resetId, link },
          ...{ fingerprint, keyId: ports.secrets.keyId, earlier, now },
        });
        if (!asked.ok) return asked;
        const next = needsApproval ? asked.value : beginSetting(asked.value, now);
        const taken = await takeTurn(ports, turn, next, { before, customer, administrators, now });
        if (!taken.ok) return taken;
        const told = needsApproval
          ? approvalAsked(next, {
              customer,
              partner,
              now,
              colleagues: await colleaguesWithFullAccess(ports, partition),
            })
          : undefined;
        const entry = resetAudit(next, 'passwordResetAsked', { actor, traceId, now });
        const written = await ports.partners.write(partition, [
          saved(next, before),
          ...taken.value,
          ...helpingWrites(stored, now),
          ...[...(told ? [told.notification, ...told.mails] : []), entry].map(
            (document) => ({ kind: 'create', document }) as const,
          ),
        ]);
        if (!written.ok) continue;
        if (needsApproval) return shown(next);
        const [etag = ''] = written.etags;
        const set = await setPassword(ports, {
          ...{ partner, customer, target, administrators, actor, traceId, now },
          reset: { document: next, etag },
          undo: () => [{ kind: 'replace', document: endReset(next, 'refused', now), etag }],
        });
        return set.ok ? shown(set.value) : set;
      }
      return refuse('unavailable', { retryAfterSeconds: 1 });
    },
  );

const linkLost = refuse('state-conflict', {
  detail: 'The key that its link was made with has been taken out of the settings. Ask for another reset.',
});
