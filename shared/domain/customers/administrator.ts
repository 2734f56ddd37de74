/** Somebody else becomes the administrator on record: the change, and everybody who is told. Only what the customer itself confirmed leads here. */
import { audit } from '../activity/audit';
import { notify } from '../activity/notification';
import { writeMail } from '../mail/mail';
import { noticeAddressOf, type Partner } from '../partners/partner';
import type { Contact, Customer } from './customer';
import type { Ending } from './ending';

/** How it came about: with the codes of both mailboxes, or by a claim that nobody stopped. */
export type Way = 'codes' | 'claim';

/** Puts a person on record, and tells the one before, the new one and the partner. `changeId` is another one for each change. */
export function putOnRecord(details: {
  readonly partner: Partner;
  readonly customer: Customer;
  readonly contact: Contact;
  readonly former: Contact;
  readonly way: Way;
  readonly changeId: string;
  readonly changedAt: Date;
  readonly traceId: string;
  readonly now: Date;
}): Ending<Customer> {
  const { partner, customer, contact, former, way, changeId, changedAt, traceId, now } = details;
  const { partnerId } = partner;
  const { id: customerId, companyName, primaryDomain, country, language } = customer;
  // Whoever is on record now, nobody claims the place of the one before any more.
  const { claim: _claim, ...kept } = customer;
  const id = `administrator-changed-${changeId}`;
  const told = {
    customerId,
    companyName,
    primaryDomain,
    country,
    former: { name: former.name, email: former.email },
    contact: { name: contact.name, email: contact.email },
    way,
    changedAt: changedAt.toISOString(),
  };
  const recipients = [
    { toldTo: 'former', language, to: { address: former.email, name: former.name } },
    { toldTo: 'new', language, to: { address: contact.email, name: contact.name } },
    { toldTo: 'partner', language: partner.profile.preferredLanguage, to: noticeAddressOf(partner) },
  ] as const;
  return {
    changed: { ...kept, contact, revision: customer.revision + 1 },
    delegations: [],
    notification: notify(
      partnerId,
      id,
      { kind: 'administratorChanged', customerId, companyName, way, changedAt: told.changedAt },
      now,
    ),
    mails: recipients.map(({ toldTo, ...recipient }) =>
      writeMail({
        partnerId,
        mailId: `${id}-${toldTo}`,
        content: { template: 'administratorChanged', toldTo, ...told },
        ...recipient,
        now,
      }),
    ),
    audit: audit(
      partnerId,
      {
        entryId: id,
        actor: way === 'claim' ? { kind: 'upkeep' } : { kind: 'customer' },
        action: 'administratorChanged',
        subject: customerId,
        customerId,
        traceId,
      },
      now,
    ),
  };
}
