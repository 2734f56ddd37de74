/** Who gets a redemption's next code, and how often codes were asked for: read and written the same way whether or not the customer is known. */
import { createHash, createHmac } from 'node:crypto';
import { Customer, customerIdOfDomain } from '../domain/customer';
import { codeMailId, withhold, writeMail, type Mail } from '../domain/mail';
import type { Partner } from '../domain/partner';
import { recipientOf, type AwaitingRedemption } from '../domain/redemption';
import type { Refused } from '../domain/refusal';
import { sameMailbox, type Language } from '../domain/text';
import { CodeThrottle, countCode, throttleKey, throttleSeconds, tooManyCodes } from '../domain/throttle';
import type { Ports, Stored, Write } from '../ports';

/** The id of the customer that this form is about: by its domain, or by its address when it has none. */
export function customerIdOf(
  partner: Partner,
  typed: { readonly primaryDomain?: string | null | undefined; readonly contact: { readonly email: string } },
): string {
  return typed.primaryDomain
    ? customerIdOfDomain(typed.primaryDomain)
    : `address:${hashAddress(partner, typed.contact.email)}`;
}

function hashAddress(partner: Partner, address: string): string {
  return createHmac('sha256', partner.idSalt).update(sameMailbox(address)).digest('base64url').slice(0, 32);
}

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
  readonly customer: Stored<Customer> | undefined;
  /** Too many codes for the address that was typed: the only limit that is told. */
  readonly refused: Refused | undefined;
  /** The mailbox had too many: its code is written like any other, and withheld. */
  readonly withheld: boolean;
  readonly counts: readonly Write[];
}

/** Looks up who is on record and counts the code, for the address that was typed and for the mailbox it goes to. */
export async function askForCode(
  { partners }: Pick<Ports, 'partners'>,
  details: {
    readonly partner: Partner;
    readonly customerId: string;
    readonly contact: { readonly name: string; readonly email: string };
    readonly language: Language;
    readonly now: Date;
  },
): Promise<CodeRequest> {
  const { partner, customerId, contact, language, now } = details;
  const partition = partner.partnerId;
  const typedKey = throttleKey('typed', hashAddress(partner, contact.email));
  const [customer, typed] = await Promise.all([
    partners.read(Customer, { partition, id: customerId }),
    partners.read(CodeThrottle, { partition, id: typedKey }),
  ]);
  const { address } = recipientOf(customer?.document, contact, language);
  const mailboxKey = throttleKey('mailbox', hashAddress(partner, address));
  const mailbox = await partners.read(CodeThrottle, { partition, id: mailboxKey });
  const withheld = tooManyCodes(mailbox?.document, now) !== undefined;
  return {
    customer,
    refused: tooManyCodes(typed?.document, now),
    withheld,
    counts: [
      counted(typed, countCode(typedKey, partition, typed?.document, now)),
      withheld
        ? // Not counted, so that nobody has to wait for another's count: any number may be asked for at once.
          { kind: 'patch', id: mailboxKey, patch: { set: { ttl: throttleSeconds } } }
        : counted(mailbox, countCode(mailboxKey, partition, mailbox?.document, now)),
    ],
  };
}

function counted(before: Stored<CodeThrottle> | undefined, document: CodeThrottle): Write {
  return before ? { kind: 'replace', document, etag: before.etag } : { kind: 'create', document };
}

/** The mail that carries the redemption's newest code. */
export function codeMail(redemption: AwaitingRedemption, linkVersion: number, withheld: boolean, now: Date): Mail {
  const { partnerId, redemptionId, offerId, companyName, contact, code, recipient } = redemption;
  const mail = writeMail({
    partnerId,
    mailId: codeMailId(redemptionId, code.number),
    content: {
      template: 'confirmationCode',
      redemptionId,
      number: code.number,
      keyId: code.keyId,
      offerId,
      linkVersion,
      companyName,
      askedBy: contact.name,
    },
    language: recipient.language,
    to: { address: recipient.address, name: recipient.name },
    now,
  });
  return withheld ? withhold(mail) : mail;
}
