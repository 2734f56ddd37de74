/** Domains that many share: an address there speaks for its own mailbox and for no company. */
import { ownerOfSubdomain } from '../mailbox';

/** Whether strangers share a domain. */
export type SharedDomains = (domain: string) => boolean;

/** Told from what is known of the world: mail providers, those that the settings add, and the public suffixes, below which names are strangers to each other. */
export function sharedDomainsOf(known: {
  readonly providers: ReadonlySet<string>;
  readonly added: readonly string[];
  readonly isPublicSuffix: (domain: string) => boolean;
}): SharedDomains {
  const added = new Set(known.added);
  return (domain) =>
    known.providers.has(domain) ||
    added.has(domain) ||
    ownerOfSubdomain(domain) !== undefined ||
    known.isPublicSuffix(domain);
}
