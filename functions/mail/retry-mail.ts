/** A partner has a mail sent again that could not be sent. */
import { audit, AuditEntry } from '../../shared/domain/audit';
import { Mail, mailKey, mailView } from '../../shared/domain/mail';
import { retry } from '../../shared/domain/mail-delivery';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { idOfRequest } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Queues a failed mail again, with all its attempts; the same Idempotency-Key does so once. */
export const retryMail = (ports: ApiPorts) =>
  userOperation('retryMail', ports, {}, async ({ params, caller, idempotencyKey, now, traceId }) => {
    const { partnerId, actor } = caller;
    const ref = documentRef(partnerId, mailKey(params.mailId ?? ''));
    const mail = ref && (await ports.partners.read(Mail, ref))?.document;
    if (!mail || mail.status === 'withheld') return refuse('not-found');
    const queued = retry(mail, now);
    const request =
      idempotencyKey === undefined
        ? now.getTime()
        : idOfRequest(partnerId, `api/mails/${mail.mailId}/retry`, idempotencyKey);
    const entry = {
      entryId: `retried-${mail.mailId}-${request}`,
      actor,
      action: 'mailRetried',
      subject: mail.mailId,
      traceId,
    } as const;
    const document = audit(partnerId, entry, now);
    const written = await ports.partners.write(partnerId, [
      { kind: 'patch', id: mail.id, patch: queued.patch, where: queued.where },
      { kind: 'create', document },
    ]);
    if (written.ok) return reply(202, mailView({ ...mail, ...queued.patch.set }));
    const repeated =
      idempotencyKey !== undefined &&
      (await ports.partners.read(AuditEntry, { partition: partnerId, id: document.id })) !== undefined;
    if (repeated) return reply(202, mailView(mail));
    return refuse('state-conflict', { detail: 'Only a mail that failed can be sent again.' });
  });
