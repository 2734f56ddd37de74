/** Who gets a redemption's next code, and how often codes were asked for: read and written the same way whether or not the customer is known. */
import { createHash, createHmac } from 'node:crypto';
import { audit } from '../domain/activity/audit';
import type { SharedDomains } from '../domain/customers/shared-domain';
import type { Answering } from '../domain/customers/whose-answer';
import { codeMailId, writeMail, type Mail } from '../domain/mail/mail';
import type { Partner } from '../domain/partners/partner';
import type { AwaitingRedemption, Redemption } from '../domain/redemptions/redemption';
import type { Refused } from '../domain/refusal';
import { CodeThrottle, countCode, throttleKey, tooManyCodes } from '../domain/throttle';
import type { Ports, Stored, Write } from '../ports';
import { mailboxKey } from '../signing/mailbox-key';
import { readAnsweringCustomer, type AnsweringCustomer } from './answering-customer';

/** The id of the redemption that this request makes, however often it is repeated. */
export function redemptionIdOf(partner: Partner, offerId: string, idempotencyKey: string): string {
  const digest = createHmac('sha256', partner.idSalt).update(`redemption\0${offerId}\0${idempotencyKey}`).digest();
  return digest.subarray(0, 16).toString('base64url');
}

/** SHA-256 of the exact text that a customer was shown. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** What stands against a code right now, and the writes that count it. */
export interface CodeRequest {
  readonly whose: AnsweringCustomer;
  /** What is known of the address that was typed, before and after this code. */
  readonly typed: CodeThrottle | undefined;
  readonly counted: CodeThrottle;
  /** Too many codes for the address that was typed: the only limit that is told. */
  readonly refused: Refused | undefined;
  readonly count: (counted: CodeThrottle) => Write;
}

/** Looks up who is on record and counts the code for the address that was typed; what its mailbox takes is decided when it is mailed. */
export async function askForCode(
  { partners, settings }: Pick<Ports, 'partners' | 'settings'>,
  details: {
    readonly partner: Partner;
    readonly answer: Answering;
    readonly isShared: SharedDomains;
    readonly now: Date;
  },
): Promise<CodeRequest> {
  const { partner, answer, isShared, now } = details;
  const partition = partner.partnerId;
  const typedKey = throttleKey('typed', mailboxKey(partner, answer.contact.email));
  const [whose, typed] = await Promise.all([
    readAnsweringCustomer({ partners, settings }, partner, isShared, answer, now),
    partners.read(CodeThrottle, { partition, id: typedKey }),
  ]);
  const counted = countCode(typedKey, partition, typed?.document, now);
  return {
    whose,
    typed: typed?.document,
    counted,
    refused: tooManyCodes(typed?.document, now),
    count: (document) => (typed ? { kind: 'replace', document, etag: typed.etag } : { kind: 'create', document }),
  };
}

/** The mail that carries the redemption's newest code. */
export function codeMail(partner: Partner, redemption: AwaitingRedemption, linkVersion: number, now: Date): Mail {
  const { redemptionId, offerId, companyName, contact, code, recipient } = redemption;
  return writeMail({
    partnerId: partner.partnerId,
    mailId: codeMailId(redemptionId, code.number),
    content: {
      template: 'confirmationCode',
      redemptionId,
      number: code.number,
      keyId: code.keyId,
      offerId,
      linkVersion,
      companyName,
      mailbox: mailboxKey(partner, recipient.address),
      askedBy: contact.name,
    },
    language: recipient.language,
    // Nobody is greeted by a name that a stranger typed, nor can it be told by the greeting who is on record.
    to: { address: recipient.address },
    now,
  });
}

/** What another code for a redemption writes, under the version that was read. */
export function nextCodeWrites(details: {
  readonly partner: Partner;
  readonly stored: Stored<Redemption>;
  readonly next: AwaitingRedemption;
  readonly asked: CodeRequest;
  readonly linkVersion: number;
  readonly traceId: string;
  readonly now: Date;
}): readonly Write[] {
  const { partner, stored, next, asked, linkVersion, traceId, now } = details;
  const { redemptionId, code, offerId } = next;
  const entry = {
    entryId: `resent-${redemptionId}-${code.number}`,
    actor: { kind: 'customer', redemptionId },
    action: 'codeResent',
    subject: offerId,
    traceId,
  } as const;
  return [
    { kind: 'replace', document: next, etag: stored.etag },
    { kind: 'create', document: codeMail(partner, next, linkVersion, now) },
    asked.count(asked.counted),
    { kind: 'create', document: audit(partner.partnerId, entry, now) },
  ];
}
