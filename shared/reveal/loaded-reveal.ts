/** What a link to a password is about: the partner, the reset, and how it stands at this moment. */
import { delegationNow } from '../domain/customers/delegation';
import { Customer } from '../domain/customers/customer';
import { Partner, partnerKey } from '../domain/partners/partner';
import { PasswordReset, resetKey, resetStateNow } from '../domain/passwords/password-reset';
import { refuse, type Refused } from '../domain/refusal';
import type { RevealCall } from '../http/link-operation';
import { pageOfLink, type PageOfLink } from '../http/page-of-link';
import type { RevealState } from '../pages/reveal/reveal-state-page';
import { revealPaths } from '../paths/reveal-paths';
import type { Ports, Stored } from '../ports';

export interface LoadedReveal extends PageOfLink<ReturnType<typeof revealPaths>> {
  readonly partner: Partner;
  readonly customer: Customer;
  /** The customer as it was read: whoever shows a password holds it, so that delegation does not end meanwhile. */
  readonly onRecord: Stored<Customer>;
  readonly reset: Stored<PasswordReset>;
  /** Whether it shows the password now, or why not. */
  readonly state: 'ready' | RevealState;
}

/** Reads them. Whoever may not help a customer at this moment shows nothing of it either, however good the link. */
export async function loadReveal(
  ports: Pick<Ports, 'partners' | 'logos' | 'reveals' | 'settings'>,
  { reveal, token, chosenLanguage, now }: RevealCall,
): Promise<LoadedReveal | Refused> {
  const { partnerId: partition, resetId, secret } = reveal;
  const [partner, reset] = await Promise.all([
    ports.partners.read(Partner, { partition, id: partnerKey }),
    ports.partners.read(PasswordReset, { partition, id: resetKey(resetId) }),
  ]);
  if (!partner || reset?.document.link.publicKey !== ports.reveals.publicKeyOf(secret)) return refuse('link-unknown');
  const customer = await ports.partners.read(Customer, { partition, id: reset.document.customerId });
  if (!customer) return refuse('link-unknown');
  const maySee = partner.document.status === 'active' && delegationNow(customer.document, now).status === 'active';
  const state = resetStateNow(reset.document, now);
  return {
    partner: partner.document,
    customer: customer.document,
    onRecord: customer,
    reset,
    state: maySee || isOverForGood(state) ? state : 'ended',
    ...pageOfLink(ports, {
      partner: partner.document,
      paths: revealPaths(token),
      chosenLanguage,
      language: reset.document.language,
    }),
  };
}

function isOverForGood(state: PasswordReset['state']): boolean {
  return !['awaitingApproval', 'setting', 'ready'].includes(state);
}
