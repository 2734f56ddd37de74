/** Who gets a redemption's next code, and how often codes were asked for: read and written the same way whether or not the customer is known. */
import { createHash, createHmac } from 'node:crypto';
import { readAnsweringCustomer, type AnsweringCustomer } from '../customers/answering-customer';
import type { SharedDomains } from '../domain/customers/shared-domain';
import type { Answering } from '../domain/customers/whose-answer';
import { codeMailId, writeMail, type Mail } from '../domain/mail/mail';
import { sameMailbox } from '../domain/mailbox';
import type { Partner } from '../domain/partners/partner';
import type { AwaitingRedemption } from '../domain/redemptions/redemption';
import type { Ports } from '../ports';
import { mailboxKey, mailboxKeyEverywhere } from '../signing/mailbox-key';
import { readTypedAddress, type TypedAddress } from './typed-address';

/** The id of the redemption that this request makes, however often it is repeated. */
export function redemptionIdOf(partner: Partner, offerId: string, idempotencyKey: string): string {
  const digest = createHmac('sha256', partner.idSalt).update(`redemption\0${offerId}\0${idempotencyKey}`).digest();
  return digest.subarray(0, 16).toString('base64url');
}

/** SHA-256 of the exact text that a customer was shown. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** What stands against a code right now, and whom it would be mailed to. */
export interface CodeRequest extends TypedAddress {
  readonly whose: AnsweringCustomer;
}

/** Looks up who is on record, and what the address that was typed is mailed; what others asked for its mailbox is decided when it is mailed. */
export async function askForCode(
  ports: Pick<Ports, 'partners' | 'secrets' | 'settings'>,
  details: {
    readonly partner: Partner;
    readonly answer: Answering;
    readonly isShared: SharedDomains;
    readonly now: Date;
  },
): Promise<CodeRequest> {
  const { partner, answer, isShared, now } = details;
  const [whose, address] = await Promise.all([
    readAnsweringCustomer(ports, partner, isShared, answer, now),
    readTypedAddress(ports, partner, answer.contact.email, now),
  ]);
  return { whose, ...address };
}

/** The mail that carries the redemption's newest code. */
export function codeMail(
  { secrets }: Pick<Ports, 'secrets'>,
  details: {
    readonly partner: Partner;
    readonly redemption: AwaitingRedemption;
    readonly linkVersion: number;
    readonly now: Date;
  },
): Mail {
  const { partner, redemption, linkVersion, now } = details;
  const { redemptionId, offerId, companyName, contact, code, recipient } = redemption;
  const isOwn = sameMailbox(contact.email) === sameMailbox(recipient.address);
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
      mailboxEverywhere: mailboxKeyEverywhere(secrets, recipient.address),
      askedBy: contact.name,
      typed: isOwn ? 'owned' : 'other',
      ...(redemption.acceptDelegatedAdministration === true
        ? { delegation: redemption.lines.length === 0 ? 'alone' : 'included' }
        : {}),
    },
    language: recipient.language,
    // Nobody is greeted by a name that a stranger typed, nor can it be told by the greeting who is on record.
    to: { address: recipient.address },
    now,
  });
}
