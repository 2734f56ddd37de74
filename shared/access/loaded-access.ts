/** What an access page is about: the partner and its customer, and whether the mailed code has opened it. */
import { Customer } from '../domain/customers/customer';
import { Partner, partnerKey } from '../domain/partners/partner';
import { isPseudonym } from '../domain/pseudonym-address';
import { refuse, type Refused } from '../domain/refusal';
import type { AccessCall } from '../http/link-operation';
import { pageOfLink, type PageOfLink } from '../http/page-of-link';
import { recordNow } from '../mailboxes/record-now';
import { accessPaths } from '../paths/access-paths';
import type { Ports, Stored } from '../ports';
import { hasSession } from './access-session';

export interface LoadedAccess extends PageOfLink<ReturnType<typeof accessPaths>> {
  readonly partner: Partner;
  readonly customer: Stored<Customer>;
  readonly isOpen: boolean;
}

/** Reads the partner and the customer, side by side. A suspended partner's customer still sees and ends what it has. */
export async function loadAccess(
  ports: Pick<Ports, 'partners' | 'logos' | 'secrets' | 'settings'>,
  { access, token, request, chosenLanguage, now }: AccessCall,
): Promise<LoadedAccess | Refused> {
  const { partnerId: partition, customerId } = access;
  const [partner, stored] = await Promise.all([
    ports.partners.read(Partner, { partition, id: partnerKey }),
    ports.partners.read(Customer, { partition, id: customerId }),
  ]);
  // Whoever had the address was erased, and nobody has answered for the customer since.
  if (!partner || !stored || isPseudonym(stored.document.contact.email)) return refuse('link-unknown');
  const customer = await recordNow(ports.settings, stored, now);
  return {
    partner: partner.document,
    customer,
    isOpen: hasSession(ports, request.headers.get('cookie'), customer.document, now),
    ...pageOfLink(ports, {
      partner: partner.document,
      paths: accessPaths(token),
      chosenLanguage,
      language: customer.document.language,
    }),
  };
}
