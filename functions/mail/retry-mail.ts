/** A partner has a mail sent again that could not be sent. */
import { audit, AuditEntry } from '../../shared/domain/activity/audit';
import { isAdvertisement, Mail, mailKey, mailView } from '../../shared/domain/mail/mail';
import { queueAgain } from '../../shared/domain/mail/mail-delivery';
import { whyNotMailed } from '../../shared/domain/mail/suppression';
import { Offer, offerKey } from '../../shared/domain/offers/offer';
import { sendingFault } from '../../shared/domain/offers/sending';
import { refuse } from '../../shared/domain/refusal';
import { documentRef } from '../../shared/http/document-ref';
import { idOfRequest } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { mailboxKeys } from '../../shared/signing/mailbox-key';
import { suppressionOf } from '../../shared/store/suppressions';

/** The mail may be reported on, and queued by somebody else, at the same time. */
const tries = 5;

/** Queues a mail that failed again, with all its attempts, unless its address is not mailed any more; the same Idempotency-Key does so once. */
export const retryMail = (ports: ApiPorts) =>
  userOperation('retryMail', ports, {}, async ({ params, caller, idempotencyKey, now, traceId }) => {
    const { partnerId, actor } = caller;
    const ref = documentRef(partnerId, mailKey(params.mailId ?? ''));
    for (let attempt = 0; attempt < tries; attempt += 1) {
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
      const document = audit(partnerId, entry, now);
      const partner = caller.partner.document;
      const [done, suppression, offer] = await Promise.all([
        idempotencyKey === undefined
          ? undefined
          : ports.partners.read(AuditEntry, { partition: partnerId, id: document.id }),
        suppressionOf(ports.partners, partnerId, mailboxKeys(partner, mail.to.address), mail),
        carriesOffer(mail) && ports.partners.read(Offer, { partition: partnerId, id: offerKey(mail.content.offerId) }),
      ]);
      if (done) return reply(202, mailView(mail));
      if (mail.status !== 'failed' && mail.status !== 'bounced')
        return refuse('state-conflict', { detail: 'Only a mail that failed can be sent again.' });
      const fault =
        offer && sendingFault(partner, offer.document, { isAdvertisement: isAdvertisement(mail.content), now });
      if (fault) return fault;
      if (suppression) return refuse('state-conflict', { detail: whyNotMailed(suppression) });
      const queued = queueAgain(mail, now);
      const written = await ports.partners.write(partnerId, [
        { kind: 'replace', document: queued, etag },
        { kind: 'create', document },
      ]);
      if (written.ok) return reply(202, mailView(queued));
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });

/** A link that leads nowhere is not mailed again. */
function carriesOffer(
  mail: Mail,
): mail is Mail & { readonly content: Extract<Mail['content'], { readonly template: 'offer' | 'offerReminder' }> } {
  return mail.content.template === 'offer' || mail.content.template === 'offerReminder';
}
