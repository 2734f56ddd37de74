/** Which domains many share. The lists are long: they are read when somebody first answers an offer, never to open a link. */
import type { SharedDomains } from '../domain/customers/shared-domain';
import type { Settings } from '../ports';

const read = () => import('./known-domains');
let reading: ReturnType<typeof read> | undefined;

/** The domains that the lists know, and those that the settings add. */
export async function sharedDomains({
  publicMailDomains,
}: Pick<Settings, 'publicMailDomains'>): Promise<SharedDomains> {
  reading ??= read();
  return (await reading).knownSharedDomains(publicMailDomains);
}
