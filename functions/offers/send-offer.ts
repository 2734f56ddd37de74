/** A partner has an offer mailed to a list of recipients. */
import { limits } from '../../shared/catalogue/limits';
import { audit } from '../../shared/domain/activity/audit';
import {
  createMailing,
  everyMail,
  Mailing,
  mailingView,
  repeatedRecipients,
  SendRequest,
  uniqueRecipients,
} from '../../shared/domain/offers/mailing';
import { Offer, offerKey } from '../../shared/domain/offers/offer';
import { senderFault, sendingFault } from '../../shared/domain/offers/sending';
import { refuse } from '../../shared/domain/refusal';
import { orUnavailable } from '../../shared/http/answering';
import { documentRef } from '../../shared/http/document-ref';
import { fingerprintOf, idOfCreated, notReadableYet } from '../../shared/http/idempotency';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { quotaOf, SharedMailQuota } from '../../shared/mail/mail-quota';
import { beginMailing, mailsOfMailing, writeOutMailing } from '../../shared/offers/mailings';
import type { Ports } from '../../shared/ports';
import { mailboxKey } from '../../shared/signing/mailbox-key';
import { suppressedMailboxes } from '../../shared/store/suppressions';

type Deps = ApiPorts & Pick<Ports, 'random'>;

const spec = { body: SendRequest, bodyBytes: limits.body.listBytes };

/** Queues the offer for each recipient of the list, each mailbox once; the same Idempotency-Key answers with the first list. */
export const sendOffer = (ports: Deps) =>
  userOperation('sendOffer', ports, spec, async ({ params, body, caller, idempotencyKey, now, traceId }) => {
    const { partnerId, actor, user } = caller;
    const partner = caller.partner.document;
    const ref = documentRef(partnerId, offerKey(params.offerId ?? ''));
    const offer = ref && (await ports.partners.read(Offer, ref))?.document;
    if (!offer) return refuse('not-found');
    const mayNot = senderFault(partner, user, offer);
    if (mayNot) return mayNot;

    const mailingId = idOfCreated(ports, partnerId, `api/offers/${offer.offerId}/emails`, idempotencyKey);
    const fingerprint = fingerprintOf(body);
    const named = uniqueRecipients(body).map(({ email: address, language = offer.language }) => ({
      address,
      language,
      key: mailboxKey(partner, address),
    }));
    const known = await suppressedMailboxes(
      ports.partners,
      partnerId,
      named.map(({ key }) => key),
    );
    const recipients = named.map((recipient) => {
      const suppressed = known.get(recipient.key);
      return suppressed === undefined ? recipient : { ...recipient, suppressed };
    });
    const { purpose } = body;
    const mailing = createMailing({ offer, mailingId, purpose, recipients, fingerprint, now });
    const entry = {
      entryId: `sent-${mailingId}`,
      actor,
      action: 'offerSent',
      subject: offer.offerId,
      traceId,
    } as const;
    const fault = sendingFault(partner, offer, { isAdvertisement: purpose === 'advertisement', now });
    const begun = fault ? undefined : await beginMailing(ports, mailing, audit(partnerId, entry, now));
    // What was queued under this key stays queued, even if the offer could not be sent any more.
    const taken = begun ?? (await ports.partners.read(Mailing, { partition: partnerId, id: mailing.id }))?.document;
    if (!taken) return fault ?? notReadableYet;
    if (taken.fingerprint !== fingerprint) return refuse('idempotency-key-reused');
    // The list is queued: what fails from here on must make nobody send it again, and the timer finishes it.
    await orUnavailable(() => writeOutMailing(ports, taken));
    const mails = begun ? everyMail(mailing, quotaOf(ports.settings)) : await mailsOfMailing(ports, taken);
    const finished = await orUnavailable(() => new SharedMailQuota(ports).forecast(partnerId));
    return reply(
      202,
      mailingView(taken, mails, repeatedRecipients(body), 'ok' in finished ? undefined : finished, now),
    );
  });
