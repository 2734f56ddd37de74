/** Finds the customer that an answer belongs to: with as many reads whoever is on record, so that nobody can tell who is. */
import { createCustomer, Customer } from '../domain/customers/customer';
import type { SharedDomains } from '../domain/customers/shared-domain';
import { withSubscriptions } from '../domain/customers/standing';
import { candidatesOf, whoseAnswer, type Answering, type Whose } from '../domain/customers/whose-answer';
import type { Partner } from '../domain/partners/partner';
import { addDays } from '../domain/text';
import { recordNow } from '../mailboxes/record-now';
import type { DocumentRef, Ports, Stored } from '../ports';
import { mailboxKeys } from '../signing/mailbox-key';

/** Whom an answer belongs to, with its record if there is one. */
export type AnsweringCustomer = Whose & { readonly customer: Stored<Customer> | undefined };

/** Looks everywhere that the customer of an answer may be on record, at once. */
export async function readAnsweringCustomer(
  { partners, settings }: Pick<Ports, 'partners' | 'settings'>,
  partner: Partner,
  isShared: SharedDomains,
  answer: Answering,
  now: Date,
): Promise<AnsweringCustomer> {
  const candidates = candidatesOf(answer, mailboxKeys(partner, answer.contact.email), isShared);
  const ids = [candidates.customerId, ...candidates.earlier];
  const read = await Promise.all(ids.map((id) => readOnRecord({ partners }, { partition: partner.partnerId, id })));
  const known = await Promise.all(read.flatMap((stored) => (stored ? [recordNow(settings, stored, now)] : [])));
  const onRecord = new Map(known.map((stored) => [stored.document.id, stored] as const));
  return whoseAnswer(answer, candidates, onRecord);
}

/** Reads a customer in the same time whether or not it is on record: instead of one that is not found, a record of nobody is parsed. */
export async function readOnRecord(
  { partners }: Pick<Ports, 'partners'>,
  ref: DocumentRef,
): Promise<Stored<Customer> | undefined> {
  const stored = await partners.read(Customer, ref);
  if (!stored) Customer.parse(JSON.parse(decoy));
  return stored;
}

const atFirst = new Date(0);

/** With as much on it as most records have. */
const decoy = JSON.stringify({
  ...withSubscriptions(
    createCustomer({
      partnerId: '00000000-0000-4000-8000-000000000000',
      customerId: 'domain:nobody.example',
      companyName: 'Nobody',
      primaryDomain: 'nobody.example',
      country: 'IL',
      contact: { name: 'Nobody', email: 'nobody@nobody.example', phone: '+972 3 555 0100' },
      language: 'en',
      now: atFirst,
    }),
    [
      {
        subscriptionId: '0'.repeat(32),
        productId: 'nothing',
        source: 'trial',
        state: 'active',
        endsAt: addDays(atFirst, 1).toISOString(),
        autoRenew: false,
        provisioning: { state: 'pending' },
      },
    ],
    atFirst,
  ),
  holdings: { nothing: { trialSubscriptionId: '0'.repeat(32), trialEndsAt: atFirst.toISOString() } },
  wordDocuments: 2,
});
