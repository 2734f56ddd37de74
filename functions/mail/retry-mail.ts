/** A partner has a mail sent again that could not be sent. */
import { audit, AuditEntry } from '../../shared/domain/activity/audit';
import { Mail, mailKey, mailView } from '../../shared/domain/mail/mail';
import { queueAgain } from '../../shared/domain/mail/mail-delivery';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { idOfRequest } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Queues a mail that failed or came back again, with all its attempts; the same Idempotency-Key does so once. */
export const retryMail = (ports: ApiPorts) =>
  userOperation('retryMail', ports, {}, async ({ params, caller, idempotencyKey, now, traceId }) => {
    const { partnerId, actor } = caller;
    const ref = documentRef(partnerId, mailKey(params.mailId ?? ''));
    const stored = ref && (await ports.partners.read(Mail, ref));
    if (!stored || stored.document.status === 'withheld') return refuse('not-found');
    const { document: mail, etag } = stored;
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
    const queued = queueAgain(mail, now);
    const document = audit(partnerId, entry, now);
    const failed = mail.status === 'failed' || mail.status === 'bounced';
    const written =
      failed &&
      (await ports.partners.write(partnerId, [
        { kind: 'replace', document: queued, etag },
        { kind: 'create', document },
      ]));
    if (written && written.ok) return reply(202, mailView(queued));
    const repeated =
      idempotencyKey !== undefined &&
      (await ports.partners.read(AuditEntry, { partition: partnerId, id: document.id })) !== undefined;
    if (repeated) return reply(202, mailView(mail));
    return refuse('state-conflict', { detail: 'Only a mail that failed can be sent again.' });
  });
