/** Which code opens a customer's access page: derived, never stored, and mailed to nobody but the administrator on record. */
import * as z from 'zod';
import { documentId, documentOf } from '../document';
import { codeTries, triesBeside, type CodeMail } from '../mailed-code';
import { accessCodeMailId, writeMail, type Mail } from '../mail/mail';
import { ok, type Result } from '../refusal';
import { Timestamp } from '../text';
import { askedTooSoon, tooManyCodes, type CodeThrottle } from '../throttle';
import type { Customer } from './customer';

export const AccessCode = documentOf('access-code', {
  customerId: z.string(),
  /** The newest code. Counts them, so that none comes again. */
  number: z.int(),
  keyId: z.string(),
  askedAt: Timestamp,
  ...codeTries,
  /** The Idempotency-Key that asked for it. */
  askedWith: z.string().optional(),
});
export type AccessCode = z.infer<typeof AccessCode>;

/** The document id of a customer's access code. */
export function accessCodeKey(customerId: string): string {
  return documentId('access-code', customerId);
}

/** The next code of a customer's access page, once a minute has passed since the last, and not too often; `mail` is the one that carries the last. */
export function nextAccessCode(
  customer: Customer,
  earlier: {
    readonly code: AccessCode | undefined;
    readonly mail: CodeMail | undefined;
    readonly throttle: CodeThrottle | undefined;
  },
  details: { readonly keyId: string; readonly askedWith: string | undefined; readonly now: Date },
): Result<AccessCode> {
  const { keyId, askedWith, now } = details;
  const refused = askedTooSoon(earlier.code?.askedAt, now) ?? tooManyCodes(earlier.throttle, now);
  if (refused) return refused;
  return ok({
    id: accessCodeKey(customer.id),
    partnerId: customer.partnerId,
    type: 'access-code',
    schemaVersion: 1,
    customerId: customer.id,
    number: (earlier.code?.number ?? 0) + 1,
    keyId,
    askedAt: now.toISOString(),
    ...(earlier.code ? triesBeside(earlier.code, earlier.mail, now) : { tries: 0 }),
    ...(askedWith === undefined ? {} : { askedWith }),
  });
}

/** The mail that carries the code to the administrator on record; `mailbox` is that address as a hash. */
export function accessCodeMail(customer: Customer, code: AccessCode, mailbox: string): Mail {
  const { partnerId, contact, companyName, language } = customer;
  const { customerId, number, keyId } = code;
  return writeMail({
    partnerId,
    mailId: accessCodeMailId(customerId, number),
    content: { template: 'accessCode', customerId, number, keyId, companyName, mailbox },
    language,
    to: { address: contact.email, name: contact.name },
    now: new Date(code.askedAt),
  });
}
