/** Which code opens the page of a service request to its desk: derived, never stored, and mailed to nobody but the desk. */
import * as z from 'zod';
import { documentId, documentOf } from '../document';
import { codeTries, triesBeside, type CodeMail } from '../mailed-code';
import { deskCodeMailId, toUser, writeMail, type Mail } from '../mail/mail';
import type { Partner } from '../partners/partner';
import type { SupportDesk } from '../partners/support-desk';
import { ok, type Result } from '../refusal';
import { Timestamp } from '../text';
import { askedTooSoon, tooManyCodes, type CodeThrottle } from '../throttle';
import type { ServiceRequest } from './service-request';

export const DeskCode = documentOf('desk-code', {
  customerId: z.string(),
  requestNumber: z.string(),
  /** The newest code. Counts them, so that none comes again. */
  number: z.int(),
  keyId: z.string(),
  askedAt: Timestamp,
  ...codeTries,
  /** The Idempotency-Key that asked for it. */
  askedWith: z.string().optional(),
});
export type DeskCode = z.infer<typeof DeskCode>;

/** The document id of a request's desk code. */
export function deskCodeKey(requestNumber: string): string {
  return documentId('desk-code', requestNumber);
}

/** The next code of a request's desk, once a minute has passed since the last, and not too often; `mail` is the one that carries the last. */
export function nextDeskCode(
  { partnerId, customerId, number: requestNumber }: ServiceRequest,
  earlier: {
    readonly code: DeskCode | undefined;
    readonly mail: CodeMail | undefined;
    readonly throttle: CodeThrottle | undefined;
  },
  details: { readonly keyId: string; readonly askedWith: string | undefined; readonly now: Date },
): Result<DeskCode> {
  const { keyId, askedWith, now } = details;
  const refused = askedTooSoon(earlier.code?.askedAt, now) ?? tooManyCodes(earlier.throttle, now);
  if (refused) return refused;
  return ok({
    id: deskCodeKey(requestNumber),
    partnerId,
    type: 'desk-code',
    schemaVersion: 1,
    customerId,
    requestNumber,
    number: (earlier.code?.number ?? 0) + 1,
    keyId,
    askedAt: now.toISOString(),
    ...(earlier.code ? triesBeside(earlier.code, earlier.mail, now) : { tries: 0 }),
    ...(askedWith === undefined ? {} : { askedWith }),
  });
}

/** The mail that carries the code to the desk, or to whoever raised the request where the desk takes no mail. */
export function deskCodeMail(
  { partnerId, profile }: Partner,
  { raisedBy }: Pick<ServiceRequest, 'raisedBy'>,
  desk: SupportDesk,
  { customerId, requestNumber, number, keyId, askedAt }: DeskCode,
): Mail {
  return writeMail({
    partnerId,
    mailId: deskCodeMailId(requestNumber, number),
    content: { template: 'serviceRequestCode', customerId, requestNumber, number, keyId },
    language: profile.preferredLanguage,
    to: desk.kind === 'microsoft' ? toUser(raisedBy) : { address: desk.address },
    now: new Date(askedAt),
  });
}
