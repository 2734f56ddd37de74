/** Who is on record at this moment. The lists of shared domains are asked only where a claim has come to its day. */
import { asOf, isClaimDue } from '../domain/customers/administrator-claim';
import type { Customer } from '../domain/customers/customer';
import type { Settings } from '../ports';
import { sharedDomains } from './shared-domains';

/** The customer as it is at this moment, whether or not a timer has run. */
export async function recordNow<T extends { readonly document: Customer }>(
  settings: Pick<Settings, 'publicMailDomains'>,
  stored: T,
  now: Date,
): Promise<T> {
  if (!isClaimDue(stored.document, now)) return stored;
  return { ...stored, document: asOf(stored.document, now, await sharedDomains(settings)) };
}
