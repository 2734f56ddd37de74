/** The customer asks for both codes again. Those before are no longer valid. */
import { notOpen } from '../../shared/access/access-answers';
import { codesAsked, codesNotTaken } from '../../shared/access/administrator-answers';
import { codesAskedWrites, readThrottle } from '../../shared/access/administrator-writes';
import { loadAccess } from '../../shared/access/loaded-access';
import {
  AdministratorChange,
  administratorChangeKey,
  awaitsCodes,
  nextChangeCodes,
} from '../../shared/domain/customers/administrator-change';
import { refuse } from '../../shared/domain/refusal';
import { idempotencyKeyOf } from '../../shared/http/idempotency';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import { readSureForm, sureForm, unsureRefusal } from '../../shared/http/sure-forms';
import type { Ports } from '../../shared/ports';

/** Others who change the same customer meanwhile make the decision start again from what they left. */
const attempts = 8;

/** Mails the next codes, a minute after the last at the earliest. The same Idempotency-Key is one pair of codes. */
export const resendAdministratorCodes = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('resendAdministratorCodes', ports, sureForm, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { access, now, traceId } = call;
    const { partnerId: partition, customerId } = access;
    const { partners, secrets } = ports;
    const key = idempotencyKeyOf(call.request);
    if (!key.ok) return key;
    const { fault, isUnsure, idempotencyKey } = await readSureForm(call);
    const askedWith = key.value ?? idempotencyKey;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [loaded, before] = await Promise.all([
        loadAccess(ports, call),
        partners.read(AdministratorChange, { partition, id: administratorChangeKey(customerId) }),
      ]);
      if ('ok' in loaded) return loaded;
      if (!loaded.isOpen) return notOpen(ports, loaded);
      const customer = loaded.customer.document;
      const change = before?.document;
      if (!change || !awaitsCodes(change, customer))
        return codesNotTaken(loaded, undefined, refuse('confirmation-code-expired'));
      if (fault) return fault;
      if (isUnsure) return codesNotTaken(loaded, change, unsureRefusal, 'unsure');
      if (askedWith !== undefined && change.askedWith === askedWith) return codesAsked(loaded, change, true);
      const throttle = await readThrottle(ports, customer);
      const details = { keyId: secrets.keyId, askedWith, throttle: throttle?.document, now };
      const next = nextChangeCodes(change, details);
      if (!next.ok) return codesNotTaken(loaded, change, next, 'resend-too-soon');
      const writes = codesAskedWrites({ customer, change: next.value, before, throttle, traceId, now });
      const written = await partners.write(partition, writes);
      if (written.ok) return codesAsked(loaded, next.value, true);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
