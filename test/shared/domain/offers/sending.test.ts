import { senderFault, sendingFault, whyNotSent } from '../../../../shared/domain/offers/sending';
import type { Authorization } from '../../../../shared/domain/partners/partner';
import { createGlobalAdministrator } from '../../../../shared/domain/partners/user';
import { anOffer, aPartner } from '../../../redemption-samples';
import { noon, northwind, tenants } from '../../../world';

const noa = createGlobalAdministrator({
  partnerId: tenants.northwind,
  person: northwind.globalAdministrator,
  now: noon,
});
const bought = { productId: 'microsoft-365-business-basic', quantity: 5 };
const known = aPartner();
const reachable = aPartner({ profile: { ...known.profile, address: '1 Harbour Street, Haifa' } });
const without = (contact: 'phone' | 'email' | 'address') =>
  aPartner({ profile: { ...reachable.profile, [contact]: null } });

describe('who may mail an offer', () => {
  const may = (authorizations: readonly Authorization[], delegatedAdministration: boolean) =>
    senderFault(aPartner({ authorizations: [...authorizations] }), noa, anOffer({ delegatedAdministration }));

  it('is a partner that may make such an offer', () => {
    expect(may(['subscriptionAdvisor'], false)).toBeUndefined();
    expect(may(['subscriptionAdvisor', 'delegatedAdministration'], true)).toBeUndefined();
  });

  it.each([
    ['sell', ['delegatedAdministration'], true, 'subscriptionAdvisor'],
    ['administer for its customers', ['subscriptionAdvisor'], true, 'delegatedAdministration'],
    ['do anything', [], false, 'subscriptionAdvisor'],
  ] as const)('is none that may not %s, and hears what it lacks', (_what, authorizations, asksForIt, missing) => {
    expect(may(authorizations, asksForIt)).toMatchObject({
      refusal: 'forbidden',
      detail: expect.stringContaining(missing) as string,
    });
  });
});

describe('an offer whose mail has its turn', () => {
  const asked = { isAdvertisement: false, now: noon };

  it('is sent while it can be accepted and its reader can reach the partner', () => {
    expect(sendingFault(reachable, anOffer(), asked)).toBeUndefined();
    expect(whyNotSent(reachable, anOffer(), asked)).toBeUndefined();
  });

  it.each([
    ['offer-expired', 'had expired', reachable, anOffer({ expiresAt: noon.toISOString() })],
    ['offer-revoked', 'was withdrawn', reachable, anOffer({ state: 'revoked' })],
    ['offer-exhausted', 'was used up', reachable, anOffer({ remaining: 0 })],
    ['offer-replaced', 'was replaced', reachable, anOffer({ state: 'replaced' })],
    ['product-unavailable', 'could not be sold', reachable, anOffer({ usageLocation: 'CN' })],
    [
      'quantity-out-of-range',
      'could not be sold',
      reachable,
      anOffer({ kind: 'purchaseOffer', lines: [{ ...bought, quantity: 301 }] }),
    ],
    ['profile-incomplete', 'phone number', without('phone'), anOffer()],
    ['profile-incomplete', 'e-mail address', without('email'), anOffer()],
    ['offer-unavailable', 'was not available', aPartner({ status: 'suspended' }), anOffer()],
  ])('is not sent where that is %s, and says so: it %s', (refusal, words, partner, offer) => {
    expect(sendingFault(partner, offer, asked)).toMatchObject({ refusal });
    expect(whyNotSent(partner, offer, asked)).toContain(words);
  });

  it('advertises only for a partner that says where it is', () => {
    const advertised = { isAdvertisement: true, now: noon };
    expect(sendingFault(reachable, anOffer(), advertised)).toBeUndefined();
    expect(sendingFault(without('address'), anOffer(), asked)).toBeUndefined();
    expect(sendingFault(without('address'), anOffer(), advertised)).toMatchObject({
      refusal: 'profile-incomplete',
      detail: expect.stringContaining('postal address') as string,
    });
    expect(whyNotSent(without('address'), anOffer(), advertised)).toContain('postal address');
  });
});
