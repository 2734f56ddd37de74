/** A partner has a mail sent again that could not be sent. */
import { audit } from '../../shared/domain/audit';
import { Mail, mailKey, mailView } from '../../shared/domain/mail';
import { retry } from '../../shared/domain/mail-delivery';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';

/** Queues a failed mail again, with all its attempts. */
export const retryMail = (ports: ApiPorts) =>
  userOperation('retryMail', ports, {}, async ({ params, caller, now, traceId }) => {
    const { partnerId, actor } = caller;
    const ref = documentRef(partnerId, mailKey(params.mailId ?? ''));
    const mail = ref && (await ports.partners.read(Mail, ref))?.document;
    if (!mail || mail.status === 'withheld') return refuse('not-found');
    const queued = retry(mail, now);
    const entry = {
      entryId: `retried-${mail.mailId}-${now.getTime()}`,
      actor,
      action: 'mailRetried',
      subject: mail.mailId,
      traceId,
    } as const;
    const written = await ports.partners.write(partnerId, [
      { kind: 'patch', id: mail.id, patch: queued.patch, where: queued.where },
      { kind: 'create', document: audit(partnerId, entry, now) },
    ]);
    if (!written.ok) return refuse('state-conflict', { detail: 'Only a mail that failed can be sent again.' });
    return reply(202, mailView({ ...mail, ...queued.patch.set }));
  });
