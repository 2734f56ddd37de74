/** What the lists know of domains that many share. Loaded apart from everything else. */
import { getPublicSuffix } from 'tldts';
import { mailProviderDomains } from '../catalogue/mail-providers';
import { furtherMailDomains } from '../catalogue/public-mail-domains';
import { sharedDomainsOf, type SharedDomains } from '../domain/customers/shared-domain';

const providers: ReadonlySet<string> = new Set([...mailProviderDomains.trim().split('\n'), ...furtherMailDomains]);

const asHostname = { allowPrivateDomains: true, extractHostname: false, validateHostname: false, detectIp: false };

/** The domains that the lists know and these. */
export function knownSharedDomains(added: readonly string[]): SharedDomains {
  return sharedDomainsOf({
    providers,
    added,
    isPublicSuffix: (domain) => getPublicSuffix(domain, asHostname) === domain,
  });
}
