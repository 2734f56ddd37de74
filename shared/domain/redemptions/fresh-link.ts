/** A wish for a fresh link, from whoever holds one that leads nowhere any more: a note to the partner, and nothing else. */
import { audit, type AuditEntry } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import type { DeadLinkReason } from '../dead-link-reason';
import { toUser, writeMail, type Mail } from '../mail/mail';
import type { Offer } from '../offers/offer';
import type { Partner } from '../partners/partner';
import type { FreshLinkRequest } from './note-requests';

/** Tells the partner and who made the offer that somebody asks. */
export function askForFreshLink(details: {
  readonly partner: Partner;
  readonly offer: Offer;
  readonly because: DeadLinkReason;
  readonly request: FreshLinkRequest;
  readonly requestId: string;
  readonly fingerprint: string;
  readonly traceId: string;
  readonly now: Date;
}): { readonly notification: Notification; readonly mail: Mail; readonly audit: AuditEntry } {
  const { partner, offer, because, request, requestId, now } = details;
  const { partnerId } = partner;
  const { offerId, summaryId, createdBy } = offer;
  const said = {
    because,
    ...(request.name === undefined ? {} : { name: request.name }),
    ...(request.email === undefined ? {} : { email: request.email }),
    ...(request.message ? { message: request.message } : {}),
  };
  const about = { summaryId, ...(offer.reference === undefined ? {} : { reference: offer.reference }) };
  const id = `fresh-link-${requestId}`;
  return {
    notification: {
      ...notify(partnerId, id, { kind: 'freshLinkRequested', offerId, ...about, ...said, verified: false }, now),
      fingerprint: details.fingerprint,
    },
    mail: writeMail({
      partnerId,
      mailId: id,
      content: {
        template: 'freshLinkRequested',
        ...about,
        usageLocation: offer.usageLocation,
        ...said,
        at: now.toISOString(),
      },
      language: partner.profile.preferredLanguage,
      to: toUser(createdBy),
      now,
    }),
    audit: audit(
      partnerId,
      {
        entryId: id,
        actor: { kind: 'customer' },
        action: 'freshLinkRequested',
        subject: offerId,
        traceId: details.traceId,
      },
      now,
    ),
  };
}
