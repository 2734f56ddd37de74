/** Another administrator on record, as the customer wants it on its access page: one code goes to each of the two mailboxes, and nothing changes before both are right. */
import * as z from 'zod';
import { secondsKept } from '../../catalogue/records';
import { documentId, documentOf } from '../document';
import { AdministratorSide, administratorCodeMailId, writeMail, type Mail } from '../mail/mail';
import { sameMailbox } from '../mailbox';
import { codeTries, isUsedUp } from '../mailed-code';
import { ok, refuse, type Refused, type Result } from '../refusal';
import { Timestamp } from '../text';
import { askedTooSoon, tooManyCodes, type CodeThrottle } from '../throttle';
import { Contact, type Customer } from './customer';
import type { SharedDomains } from './shared-domain';

export const AdministratorChange = documentOf('administrator-change', {
  customerId: z.string(),
  /** Another one for each change, so that no code comes again. */
  changeId: z.string(),
  status: z.enum(['awaitingCodes', 'changed']),
  /** Who is to be on record, and who was when it was asked for. */
  contact: Contact,
  former: Contact,
  number: z.int(),
  keyId: z.string(),
  askedAt: Timestamp,
  /** Pairs of codes that were tried since the last ones were mailed. */
  ...codeTries,
  /** The Idempotency-Key that asked for it. */
  askedWith: z.string().optional(),
  changedAt: Timestamp.optional(),
});
export type AdministratorChange = z.infer<typeof AdministratorChange>;

/** The document id of a customer's change: a newer one takes the place of the one before. */
export function administratorChangeKey(customerId: string): string {
  return documentId('administrator-change', customerId);
}

/** Whether another mailbox can follow: not where the customer is its mailbox, because many share the domain. */
export function mayChangeMailbox({ primaryDomain }: Customer, isShared: SharedDomains): boolean {
  return primaryDomain !== null && !isShared(primaryDomain);
}

/** Whether a change waits for its codes, the administrator on record being whom it was asked of. */
export function awaitsCodes(change: AdministratorChange | undefined, customer: Customer): boolean {
  if (change?.status !== 'awaitingCodes') return false;
  return sameMailbox(change.former.email) === sameMailbox(customer.contact.email);
}

/** Whether it is the same change, asked for again while it needs no other codes. */
export function isSameChange(
  earlier: AdministratorChange | undefined,
  { customer, contact, now }: { readonly customer: Customer; readonly contact: Contact; readonly now: Date },
): boolean {
  if (!earlier || !awaitsCodes(earlier, customer) || !isSamePerson(earlier.contact, contact)) return false;
  return askedTooSoon(earlier.askedAt, now) !== undefined && !isUsedUp(earlier);
}

/** Whether two contacts say the same. */
export function isSamePerson(one: Contact, other: Contact): boolean {
  return one.name === other.name && one.email === other.email && one.phone === other.phone;
}

/** A change that awaits its codes; not too often. */
export function proposeChange(details: {
  readonly customer: Customer;
  readonly contact: Contact;
  readonly changeId: string;
  readonly keyId: string;
  readonly askedWith: string | undefined;
  readonly throttle: CodeThrottle | undefined;
  readonly now: Date;
}): Result<AdministratorChange> {
  const { customer, contact, changeId, keyId, askedWith, throttle, now } = details;
  const refused = tooManyCodes(throttle, now);
  if (refused) return refused;
  return ok({
    id: administratorChangeKey(customer.id),
    partnerId: customer.partnerId,
    type: 'administrator-change',
    schemaVersion: 1,
    ttl: secondsKept('administrator-change'),
    customerId: customer.id,
    changeId,
    status: 'awaitingCodes',
    contact,
    former: customer.contact,
    number: 1,
    keyId,
    askedAt: now.toISOString(),
    tries: 0,
    ...(askedWith === undefined ? {} : { askedWith }),
  });
}

/** The change with its next codes, once a minute has passed since the last, and not too often. */
export function nextChangeCodes(
  change: AdministratorChange,
  details: {
    readonly keyId: string;
    readonly askedWith: string | undefined;
    readonly throttle: CodeThrottle | undefined;
    readonly now: Date;
  },
): Result<AdministratorChange> {
  const { keyId, askedWith, throttle, now } = details;
  const refused = askedTooSoon(change.askedAt, now) ?? tooManyCodes(throttle, now);
  if (refused) return refused;
  const { askedWith: _before, lastGuess: _guess, ...kept } = change;
  return ok({
    ...kept,
    number: change.number + 1,
    keyId,
    askedAt: now.toISOString(),
    tries: 0,
    ...(askedWith === undefined ? {} : { askedWith }),
  });
}

/** The mails that carry the two codes; each says whose place is taken by whom. */
export function changeCodeMails(customer: Customer, change: AdministratorChange): readonly Mail[] {
  const { partnerId, companyName, language } = customer;
  const { customerId, changeId, number, keyId, contact, former, askedAt } = change;
  return AdministratorSide.options.map((side) =>
    writeMail({
      partnerId,
      mailId: administratorCodeMailId(changeId, number, side),
      content: {
        template: 'administratorCode',
        customerId,
        changeId,
        number,
        keyId,
        side,
        companyName,
        contact: { name: contact.name, email: contact.email },
      },
      language,
      // Whoever has the new mailbox may never have heard of it: nobody is greeted by a name that somebody else typed.
      to: side === 'new' ? { address: contact.email } : { address: former.email, name: former.name },
      now: new Date(askedAt),
    }),
  );
}

/** Both codes are judged together, so that neither can be guessed without the other. */
export function judgedTogether(judged: readonly (Refused | undefined)[]): Refused | undefined {
  if (judged.some((refused) => refused?.refusal === 'confirmation-code-expired'))
    return refuse('confirmation-code-expired');
  return judged.some((refused) => refused) ? refuse('confirmation-code-wrong') : undefined;
}
