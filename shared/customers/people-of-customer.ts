/** Who the people of a customer are, gathered from all that names them. */
import type { CustomerRecordKind } from '../catalogue/records';
import type { Customer } from '../domain/customers/customer';
import { withPeople, type ErasedPeople, type NamedPerson } from '../domain/customers/erased-people';
import { peopleIn } from '../domain/customers/kept-records';
import type { SharedDomains } from '../domain/customers/shared-domain';
import { isToPartner, type Mail } from '../domain/mail/mail';
import type { Partner } from '../domain/partners/partner';
import { foldForSearch } from '../domain/text';
import type { Store } from '../ports';
import { foundPage, type FoundPage, type Whose } from './found-records';

/** What names the customer's people and says that they are its own. */
const naming: readonly CustomerRecordKind[] = [
  ...(['redemption', 'consent', 'delegation', 'administrator-change'] as const),
  ...(['directory-user', 'password-reset'] as const),
];

/** Reads all that names them. A customer that is one person is no company: its name is one of theirs. */
export async function peopleOf(
  partners: Store,
  details: {
    readonly partner: Partner;
    readonly customer: Customer;
    /** A secret for their pseudonyms, or those whose erasure is not over yet, with theirs. */
    readonly earlier: ErasedPeople | string;
    /** Whether the company's name is to be erased too. */
    readonly company: boolean;
    readonly isShared: SharedDomains;
    readonly now: Date;
  },
): Promise<ErasedPeople> {
  const { partner, customer, earlier, company, isShared, now } = details;
  const { primaryDomain } = customer;
  const domain = primaryDomain === null || isShared(primaryDomain) ? {} : { domain: primaryDomain };
  const begun =
    typeof earlier === 'string' ? { secret: earlier, mailboxes: {}, names: {}, company: [], ...domain } : earlier;
  let people = withPeople(begun, peopleIn('customer', customer));
  const companies = new Set([customer.companyName, ...(customer.formerNames ?? [])]);
  for (const kind of naming) {
    let page: FoundPage | undefined;
    do {
      page = await foundPage(partners, kind, { partner, customer, people, now }, page?.next);
      const own = page.records.flatMap(({ document }) => (document.customerId === customer.id ? document : []));
      people = withPeople(
        people,
        own.flatMap((document) => peopleIn(kind, document)),
      );
      for (const { companyName } of own) if (typeof companyName === 'string') companies.add(companyName);
    } while (page.next !== undefined);
  }
  people = withPeople(people, await readersOf(partners, { partner, customer, people, now }));
  const isPerson = primaryDomain === null || Object.hasOwn(people.names, foldForSearch(customer.companyName));
  return isPerson || company ? { ...people, company: [...new Set([...people.company, ...companies])] } : people;
}

/** Whom the customer's mails went to, at addresses that nothing else may know any more. */
async function readersOf(partners: Store, whose: Whose): Promise<readonly NamedPerson[]> {
  const readers: NamedPerson[] = [];
  let page: FoundPage | undefined;
  do {
    page = await foundPage(partners, 'mail', whose, page?.next);
    for (const { document } of page.records) {
      const { to, content } = document as unknown as Pick<Mail, 'to' | 'content'>;
      const isNamed = 'customerId' in content && content.customerId === whose.customer.id;
      if (isNamed && !isToPartner(content)) readers.push({ email: to.address, name: to.name });
    }
  } while (page.next !== undefined);
  return readers;
}
