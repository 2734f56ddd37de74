/** A partner, its offer and an answer to it, for tests of decisions: each names only what matters to it. */
import { createCustomer, type Customer } from '../shared/domain/customers/customer';
import type { Offer } from '../shared/domain/offers/offer';
import { createOffer, trialInvitation, TrialInvitationRequest } from '../shared/domain/offers/offer-draft';
import { createPartner, type Partner } from '../shared/domain/partners/partner';
import { familyOf } from '../shared/domain/product';
import { requestRedemption, type AwaitingRedemption } from '../shared/domain/redemptions/redemption';
import { RedemptionRequest } from '../shared/domain/redemptions/redemption-request';
import { contoso, invitation, noon, northwind, tenants } from './world';

export const trial = invitation.productId;
/** What customers' records call it and the product that it turns into. */
export const family = familyOf({ id: trial });

/** Northwind with a complete profile. */
export function aPartner(changes: Partial<Partner> = {}): Partner {
  const partner = createPartner({
    partnerId: tenants.northwind,
    edit: { ...northwind, authorizations: [...northwind.authorizations] },
    idSalt: 'salt',
    now: noon,
  });
  const profile = { ...partner.profile, phone: '+972 3 555 0100', email: 'hello@northwind.example' };
  return { ...partner, profile, ...changes };
}

/** A trial invitation of Northwind. */
export function anOffer(changes: Partial<Offer> = {}): Offer {
  const made = createOffer(aPartner(), trialInvitation(TrialInvitationRequest.parse(invitation)), {
    offerId: 'offer-1',
    summaryId: 'KT7M-2QXD',
    createdBy: { userId: 'noa', name: 'Noa Levi', email: 'noa@northwind.example' },
    now: noon,
  });
  if (!made.ok) throw new Error('The offer was not made.');
  return { ...made.value, ...changes };
}

/** Contoso's answer, as it was parsed. */
export function aRequest(changes: Readonly<Record<string, unknown>> = {}): RedemptionRequest {
  return RedemptionRequest.parse({ ...contoso, ...changes });
}

/** Contoso's redemption, awaiting its first code. */
export function aRedemption(changes: Partial<AwaitingRedemption> = {}): AwaitingRedemption {
  const offer = anOffer();
  const redemption = requestRedemption({
    partner: aPartner(),
    offer,
    customer: undefined,
    customerId: 'domain:contoso.example',
    request: aRequest(),
    lines: offer.lines,
    consents: [{ subject: 'terms', given: true, textHash: 'hash' }],
    redemptionId: 'redemption-1',
    keyId: 'key',
    now: noon,
  });
  return { ...redemption, ...changes };
}

/** Contoso on record, with Dana as its administrator. */
export function aCustomer(changes: Partial<Customer> = {}): Customer {
  const details = { partnerId: tenants.northwind, customerId: 'domain:contoso.example', language: 'en', now: noon };
  return { ...createCustomer({ ...contoso, ...details, language: 'en' }), ...changes };
}

/** So many seconds after noon. */
export function after(seconds: number): Date {
  return new Date(noon.getTime() + seconds * 1000);
}
