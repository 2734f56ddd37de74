/** Somebody at the access page asks for the code that opens it. It goes to the administrator on record and to nobody else. */
import { accessLock } from '../../shared/access/access-answers';
import { loadAccess } from '../../shared/access/loaded-access';
import { audit } from '../../shared/domain/activity/audit';
import { AccessCode, accessCodeKey, accessCodeMail, nextAccessCode } from '../../shared/domain/customers/access-code';
import { accessCodeMailId, Mail, mailKey } from '../../shared/domain/mail/mail';
import { refuse } from '../../shared/domain/refusal';
import { CodeThrottle, countCode, throttleKey } from '../../shared/domain/throttle';
import { codeAsked, codeNotAsked, notSure } from '../../shared/http/code-lock';
import { idempotencyKeyOf } from '../../shared/http/idempotency';
import { accessOperation, type AccessPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import { readSureForm, sureForm } from '../../shared/http/sure-forms';
import type { Ports } from '../../shared/ports';
import { mailboxKey } from '../../shared/signing/mailbox-key';

/** Others who ask for the same customer's codes at the same moment make the decision start again. */
const attempts = 8;

/** Mails the next code, a minute after the last at the earliest. The same Idempotency-Key, or the same form sent twice, is one code. */
export const askForAccessCode = (ports: AccessPorts & Pick<Ports, 'random'>) =>
  accessOperation('askForAccessCode', ports, sureForm, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { access, now, traceId } = call;
    const { partnerId: partition, customerId } = access;
    const { partners, secrets } = ports;
    const key = idempotencyKeyOf(call.request);
    if (!key.ok) return key;
    const form = await readSureForm(call);
    const askedWith = key.value ?? form.idempotencyKey;
    const throttleId = throttleKey('access', customerId);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [loaded, before, throttle] = await Promise.all([
        loadAccess(ports, call),
        partners.read(AccessCode, { partition, id: accessCodeKey(customerId) }),
        partners.read(CodeThrottle, { partition, id: throttleId }),
      ]);
      if ('ok' in loaded) return loaded;
      if (form.fault) return form.fault;
      if (form.isUnsure) return notSure(call, accessLock(ports, loaded));
      if (askedWith !== undefined && before?.document.askedWith === askedWith) return codeAsked(call, loaded);

      const customer = loaded.customer.document;
      const mailbox = mailboxKey(loaded.partner, customer.contact.email);
      const mailed = before && mailKey(accessCodeMailId(customerId, before.document.number));
      const mail = mailed === undefined ? undefined : await partners.read(Mail, { partition, id: mailed });
      const earlier = { code: before?.document, mail: mail?.document, throttle: throttle?.document };
      const next = nextAccessCode(customer, earlier, { keyId: secrets.keyId, askedWith, now });
      if (!next.ok) return codeNotAsked(accessLock(ports, loaded), next);
      const code = next.value;
      const counted = countCode(throttleId, partition, earlier.throttle, now);
      const entry = {
        entryId: `access-code-asked-${customerId}-${code.number}`,
        actor: { kind: 'customer' },
        action: 'accessCodeAsked',
        subject: customerId,
        customerId,
        traceId,
      } as const;
      const written = await partners.write(partition, [
        before ? { kind: 'replace', document: code, etag: before.etag } : { kind: 'create', document: code },
        throttle ? { kind: 'replace', document: counted, etag: throttle.etag } : { kind: 'create', document: counted },
        { kind: 'create', document: accessCodeMail(customer, code, mailbox) },
        { kind: 'create', document: audit(partition, entry, now) },
      ]);
      if (written.ok) return codeAsked(call, loaded);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
