/** A "no" to an offer: a note from whoever holds the link, which changes nothing about the offer. */
import { daysKept } from '../../catalogue/records';
import { audit, type AuditEntry } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import { sortKeyOf } from '../document';
import { toUser, writeMail, type Mail } from '../mail/mail';
import { searchedAs } from '../mailbox';
import type { Offer } from '../offers/offer';
import type { Partner } from '../partners/partner';
import { addDays, foldForSearch } from '../text';
import type { RefusalRequest } from './note-requests';
import { declineKey, type DeclinedRedemption } from './redemption';

/** Whether a form says nothing at all: then whoever sent it is asked whether they mean it. */
export function isUnsure({ reason, email, sure }: RefusalRequest): boolean {
  return sure === false && !reason && email === undefined;
}

/** Everything that a "no" writes. */
export interface Decline {
  readonly declined: DeclinedRedemption;
  readonly notification: Notification;
  readonly mail: Mail;
  readonly audit: AuditEntry;
}

/** Keeps the "no" for as long as anybody could be reminded of the offer, and tells the partner and who made it. */
export function decline(details: {
  readonly partner: Partner;
  readonly offer: Offer;
  readonly request: RefusalRequest;
  readonly redemptionId: string;
  readonly fingerprint: string;
  readonly traceId: string;
  readonly now: Date;
}): Decline {
  const { partner, offer, request, redemptionId, now } = details;
  const { partnerId } = partner;
  const { offerId, summaryId, createdBy } = offer;
  const createdAt = now.toISOString();
  const kept = addDays(new Date(offer.expiresAt), daysKept('redemption'));
  const said = {
    ...(request.reason ? { reason: request.reason } : {}),
    ...(request.email === undefined ? {} : { email: request.email }),
  };
  const about = { summaryId, ...(offer.reference === undefined ? {} : { reference: offer.reference }) };
  return {
    declined: {
      id: declineKey(redemptionId),
      partnerId,
      type: 'redemption',
      schemaVersion: 1,
      ttl: Math.ceil((kept.getTime() - now.getTime()) / 1000),
      status: 'declined',
      redemptionId,
      sortKey: sortKeyOf(createdAt, redemptionId),
      offerId,
      language: request.language ?? offer.language,
      ...said,
      createdAt,
      searchText: foldForSearch(
        [...(request.email === undefined ? [] : searchedAs(request.email)), request.reason ?? ''].join(' '),
      ),
      fingerprint: details.fingerprint,
    },
    notification: notify(
      partnerId,
      `declined-${redemptionId}`,
      { kind: 'offerDeclined', offerId, ...about, redemptionId, ...said, verified: false },
      now,
    ),
    mail: writeMail({
      partnerId,
      mailId: `declined-${redemptionId}`,
      content: { template: 'offerDeclined', ...about, usageLocation: offer.usageLocation, ...said, at: createdAt },
      language: partner.profile.preferredLanguage,
      to: toUser(createdBy),
      now,
    }),
    audit: audit(
      partnerId,
      {
        entryId: `declined-${redemptionId}`,
        actor: { kind: 'customer', redemptionId },
        action: 'offerDeclined',
        subject: offerId,
        traceId: details.traceId,
      },
      now,
    ),
  };
}
