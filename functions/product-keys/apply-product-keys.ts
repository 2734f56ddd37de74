/** A partner uses product keys for a customer: its subscription is set up, or lasts longer, or has more licences. Each key is used once, ever. */
import { readOpenTasksOf } from '../../shared/customers/provisioning-tasks';
import { catchUp } from '../../shared/customers/subscription-upkeep';
import { applyKeys } from '../../shared/domain/keys/applying';
import { KeyApplicationRequest } from '../../shared/domain/keys/key-application-request';
import { refuse, type Refused } from '../../shared/domain/refusal';
import { userOperation, type ApiPorts, type Reply } from '../../shared/http/operation';
import {
  applicationIdOf,
  applicationWrites,
  fingerprintOfApplication,
  readApplication,
  subscriptionIdOf,
  toldApplication,
} from '../../shared/keys/key-applications';
import { judgeKeys, readKeysForCustomer, type KeyPorts } from '../../shared/keys/keys-for-customer';
import type { Ports } from '../../shared/ports';

/** Others who change the same keys, customer or subscription meanwhile make the decision start again from what they left. Uses for one customer come one after the other: this many may come at once. */
const attempts = 32;

/** Uses them all in one batch, or none. The same Idempotency-Key, or the same keys for the same customer again, are answered with the first result. */
export const applyProductKeys = (ports: ApiPorts & KeyPorts & Pick<Ports, 'random'>) =>
  userOperation('applyProductKeys', ports, { body: KeyApplicationRequest }, async (call): Promise<Reply | Refused> => {
    const { caller, body, now, traceId } = call;
    const { partnerId, user, actor } = caller;
    const partner = caller.partner.document;
    const applicationId = applicationIdOf(ports, partnerId, call.idempotencyKey);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [read, same] = await Promise.all([
        readKeysForCustomer(ports, call, 'guesses'),
        call.idempotencyKey === undefined ? undefined : readApplication(ports, partnerId, applicationId),
      ]);
      if (!read.ok) return read;
      const fingerprint = fingerprintOfApplication(body, read.value.keys);
      if (same) {
        if (same.fingerprint !== fingerprint) return refuse('idempotency-key-reused');
        return toldApplication(ports, same, 201, now);
      }
      const judged = await judgeKeys(ports, call, read.value);
      // Keys and customer were read one by one: what looks half used may have been used meanwhile, by this very request sent before.
      if (!judged.ok && attempt === 0) continue;
      if (!judged.ok) return judged;
      if (judged.value.kind === 'usedBefore') {
        const first = await readApplication(ports, partnerId, judged.value.applicationId);
        if (first) return toldApplication(ports, first, 200, now);
        continue;
      }
      const { effects, held } = judged.value;
      const { whose } = read.value;
      const subscriptionIds = effects.map((_, index) => subscriptionIdOf(applicationId, index));
      const there = effects.flatMap(({ before }) => before ?? []);
      if (await catchUp(ports, there, traceId)) continue;
      const { tasks, openTasks } = await readOpenTasksOf(ports.partners, there);
      const details = { partner, user, actor, applicationId, fingerprint, effects, subscriptionIds, openTasks, whose };
      const applying = applyKeys({ ...details, request: body, traceId, now });
      const before = { ...read.value, held, tasks };
      const written = await ports.partners.write(partnerId, applicationWrites(applying, before));
      if (written.ok) return toldApplication(ports, applying.application, 201, now, applying.subscriptions);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
