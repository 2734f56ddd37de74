/** Somebody at the page of a service request asks for the code that opens it. It goes to the desk of the request and to nobody else. */
import { deskLock } from '../../shared/desk/desk-answers';
import { loadRequest } from '../../shared/desk/loaded-request';
import { audit } from '../../shared/domain/activity/audit';
import { DeskCode, deskCodeKey, deskCodeMail, nextDeskCode } from '../../shared/domain/customers/desk-code';
import { deskCodeMailId, Mail, mailKey } from '../../shared/domain/mail/mail';
import { refuse } from '../../shared/domain/refusal';
import { CodeThrottle, countCode, throttleKey } from '../../shared/domain/throttle';
import { codeAsked, codeNotAsked, notSure } from '../../shared/http/code-lock';
import { idempotencyKeyOf } from '../../shared/http/idempotency';
import { deskOperation, type DeskPorts, type LinkAnswer, type LinkRefused } from '../../shared/http/link-operation';
import { readSureForm, sureForm } from '../../shared/http/sure-forms';
import { saved } from '../../shared/store/saving';

/** Others who ask for the same request's codes at the same moment make the decision start again. */
const attempts = 8;

/** Mails the next code, a minute after the last at the earliest. The same Idempotency-Key, or the same form sent twice, is one code. */
export const askForDeskCode = (ports: DeskPorts) =>
  deskOperation('askForDeskCode', ports, sureForm, async (call): Promise<LinkAnswer | LinkRefused> => {
    const { named, now, traceId } = call;
    const { partnerId: partition, requestNumber } = named;
    const { partners, secrets } = ports;
    const key = idempotencyKeyOf(call.request);
    if (!key.ok) return key;
    const form = await readSureForm(call);
    const askedWith = key.value ?? form.idempotencyKey;
    const throttleId = throttleKey('desk', requestNumber);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const [loaded, before, throttle] = await Promise.all([
        loadRequest(ports, call),
        partners.read(DeskCode, { partition, id: deskCodeKey(requestNumber) }),
        partners.read(CodeThrottle, { partition, id: throttleId }),
      ]);
      if ('ok' in loaded) return loaded;
      if (form.fault) return form.fault;
      if (form.isUnsure) return notSure(call, deskLock(ports, loaded));
      if (askedWith !== undefined && before?.document.askedWith === askedWith) return codeAsked(call, loaded);

      const request = loaded.request.document;
      const mailed = before && mailKey(deskCodeMailId(requestNumber, before.document.number));
      const mail = mailed === undefined ? undefined : await partners.read(Mail, { partition, id: mailed });
      const earlier = { code: before?.document, mail: mail?.document, throttle: throttle?.document };
      const next = nextDeskCode(request, earlier, { keyId: secrets.keyId, askedWith, now });
      if (!next.ok) return codeNotAsked(deskLock(ports, loaded), next);
      const code = next.value;
      const entry = {
        entryId: `desk-code-asked-${requestNumber}-${code.number}`,
        actor: { kind: 'desk', verified: false },
        action: 'deskCodeAsked',
        subject: requestNumber,
        customerId: request.customerId,
        traceId,
      } as const;
      const written = await partners.write(partition, [
        saved(code, before),
        saved(countCode(throttleId, partition, earlier.throttle, now), throttle),
        { kind: 'create', document: deskCodeMail(loaded.partner, request, loaded.desk, code) },
        { kind: 'create', document: audit(partition, entry, now) },
      ]);
      if (written.ok) return codeAsked(call, loaded);
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
