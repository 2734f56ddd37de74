/** A partner stops mailing an offer to one of its recipients. */
import { audit } from '../../shared/domain/activity/audit';
import { mailView } from '../../shared/domain/mail/mail';
import { stop } from '../../shared/domain/mail/mail-delivery';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { loadOfferMail } from '../../shared/offers/offer-mail';

/** The mail may be claimed, sent and reported on while it is being stopped. */
const tries = 5;

/** A mail that waits is not sent, and the recipient is not reminded of the offer. Stopping it again changes nothing. */
export const stopOfferEmail = (ports: ApiPorts) =>
  userOperation('stopOfferEmail', ports, {}, async ({ params, caller, now, traceId }) => {
    const { partnerId, actor } = caller;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const loaded = await loadOfferMail(ports, partnerId, params);
      if (!loaded) return refuse('not-found');
      const { mail, etag } = loaded;
      if (mail.stopped === true) return reply(202, mailView(mail));
      const stopped = stop(mail, now);
      const entry = {
        entryId: `stopped-${mail.mailId}-${now.getTime()}`,
        actor,
        action: 'offerMailStopped',
        subject: mail.mailId,
        traceId,
      } as const;
      const written = await ports.partners.write(partnerId, [
        { kind: 'replace', document: stopped, etag },
        { kind: 'create', document: audit(partnerId, entry, now) },
      ]);
      if (written.ok) return reply(202, mailView(stopped));
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
