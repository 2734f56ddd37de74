/** A partner has an offer mailed once more to one of its recipients. */
import { audit, AuditEntry } from '../../shared/domain/activity/audit';
import { isAdvertisement, mailView } from '../../shared/domain/mail/mail';
import { queueAgain } from '../../shared/domain/mail/mail-delivery';
import { whyNotMailed } from '../../shared/domain/mail/suppression';
import { senderFault, sendingFault } from '../../shared/domain/offers/sending';
import { refuse } from '../../shared/domain/refusal';
import { idOfRequest } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { loadOfferMail } from '../../shared/offers/offer-mail';
import { mailboxKeys } from '../../shared/signing/mailbox-key';
import { suppressionOf } from '../../shared/store/suppressions';

/** The mail may be reported on while it is queued again. */
const tries = 5;

/** Queues the mail again with the offer's link, unless it waits already; the same Idempotency-Key does so once. */
export const resendOfferEmail = (ports: ApiPorts) =>
  userOperation('resendOfferEmail', ports, {}, async ({ params, caller, idempotencyKey, now, traceId }) => {
    const { partnerId: partition, actor, user } = caller;
    const partner = caller.partner.document;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const loaded = await loadOfferMail(ports, partition, params);
      if (!loaded) return refuse('not-found');
      const { offer, mail, etag } = loaded;
      const mayNot = senderFault(partner, user, offer);
      if (mayNot) return mayNot;
      const request =
        idempotencyKey === undefined
          ? now.getTime()
          : idOfRequest(partition, `api/offers/${offer.offerId}/emails/${mail.mailId}/resend`, idempotencyKey);
      const entry = {
        entryId: `resent-${mail.mailId}-${request}`,
        actor,
        action: 'offerMailResent',
        subject: mail.mailId,
        traceId,
      } as const;
      const document = audit(partition, entry, now);
      const [done, suppression] = await Promise.all([
        idempotencyKey === undefined ? undefined : ports.partners.read(AuditEntry, { partition, id: document.id }),
        suppressionOf(ports.partners, partition, mailboxKeys(partner, mail.to.address), mail),
      ]);
      if (done) return reply(202, mailView(mail));
      const fault = sendingFault(partner, offer, { isAdvertisement: isAdvertisement(mail.content), now });
      if (fault) return fault;
      if (suppression) return refuse('state-conflict', { detail: whyNotMailed(suppression) });
      if (mail.status === 'queued' || mail.status === 'sending')
        return refuse('state-conflict', { detail: 'This mail has yet to be sent.' });
      const queued = queueAgain(mail, now);
      const written = await ports.partners.write(partition, [
        { kind: 'replace', document: queued, etag },
        { kind: 'create', document },
      ]);
      if (written.ok) return reply(202, mailView(queued));
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
