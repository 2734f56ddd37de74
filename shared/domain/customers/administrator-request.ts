/** Who is to be the administrator on record, as the customer types it. Apart from the documents: the tables of domain names are needed here alone. */
import * as z from 'zod';
import { EmailAddress } from '../addresses';
import { MailedCode } from '../mailed-code';
import { sameMailbox } from '../mailbox';
import { PhoneNumber } from '../phone-numbers';
import { refuse, refuseFields, type Refused } from '../refusal';
import { shownDomain } from '../shown-domains';
import { domainOf } from '../text';
import { plainName } from '../unverified-text';
import { mayChangeMailbox } from './administrator-change';
import type { Contact, Customer } from './customer';
import type { SharedDomains } from './shared-domain';

/** What the customer fills in. */
export const AdministratorRequest = z
  .strictObject({ name: plainName(100), email: EmailAddress, phone: PhoneNumber.optional() })
  .transform(({ phone, ...contact }): Contact => (phone === undefined ? contact : { ...contact, phone }));

/** The codes of both mails. */
export const AdministratorCodes = z.strictObject({ currentCode: MailedCode, newCode: MailedCode });

/** Says what is against this person: only another mailbox of the customer's own domain can follow. */
export function administratorFault(customer: Customer, contact: Contact, isShared: SharedDomains): Refused | undefined {
  if (!mayChangeMailbox(customer, isShared))
    return refuse('state-conflict', {
      detail:
        'This customer is known by its mailbox, which speaks for nobody else: another mailbox is another customer. Accept an offer with it instead.',
    });
  const { primaryDomain } = customer;
  if (primaryDomain !== null && domainOf(contact.email) !== primaryDomain)
    return refuseFields({
      pointer: '/email',
      detail: `Must be an address at ${shownDomain(primaryDomain)}; that is how we know it is yours.`,
    });
  if (sameMailbox(contact.email) === sameMailbox(customer.contact.email))
    return refuseFields({ pointer: '/email', detail: 'This mailbox is on record already.' });
  return undefined;
}
