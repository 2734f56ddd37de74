import * as fc from 'fast-check';
import {
  createTrialInvitation,
  deadLink,
  offerStatus,
  TrialInvitationRequest,
  type Offer,
} from '../../../shared/domain/offer';
import { createPartner, type PartnerEdit } from '../../../shared/domain/partner';
import { northwind, noon, tenants } from '../../world';

const details = {
  offerId: '00'.repeat(16),
  summaryId: 'K7QX-M2PD',
  createdBy: { userId: 'noa', name: 'Noa Levi', email: 'noa@northwind.example' },
  now: noon,
};

const aPartner = (edit: Partial<PartnerEdit> = {}) =>
  createPartner({ partnerId: tenants.northwind, edit: { ...northwind, ...edit }, idSalt: 'salt', now: noon });

const aRequest = (request: Readonly<Record<string, unknown>> = {}) =>
  TrialInvitationRequest.parse({ usageLocation: 'IL', productId: 'microsoft-365-e5-trial', ...request });

function anOffer(request: Readonly<Record<string, unknown>> = {}, change: Partial<Offer> = {}): Offer {
  const made = createTrialInvitation(aPartner(), aRequest(request), details);
  if (!made.ok) throw new Error(`The offer was refused: ${made.refusal}`);
  return { ...made.value, ...change };
}

const at = (iso: string) => new Date(iso);

describe('a trial invitation', () => {
  it('is for exactly one trial of 25 licences, open to anyone for 90 days unless told otherwise', () => {
    expect(anOffer()).toMatchObject({
      kind: 'trialInvitation',
      lines: [{ productId: 'microsoft-365-e5-trial', quantity: 25 }],
      delegatedAdministration: false,
      officeId: 'main',
      language: 'en',
      maxRedemptions: null,
      redemptionCount: 0,
      expiresAt: '2027-02-20T12:00:00.000Z',
    });
    expect(anOffer()).not.toHaveProperty('remaining');
  });

  it('is in the language of the partner when none is given', () => {
    const made = createTrialInvitation(
      aPartner({ cloud: 'china' }),
      aRequest({ usageLocation: 'CN', productId: 'exchange-online-plan-1-trial' }),
      details,
    );
    expect(made).toMatchObject({ ok: true, value: { language: 'zh-CN' } });
  });

  it.each([
    ['a product that is bought', { productId: 'microsoft-365-e5' }],
    ['a product that nobody knows', { productId: 'office-95' }],
    ['another cloud’s country', { usageLocation: 'CN', productId: 'exchange-online-plan-1-trial' }],
  ])('is refused for %s', (_what, request) => {
    expect(createTrialInvitation(aPartner(), aRequest(request), details)).toMatchObject({
      refusal: 'product-unavailable',
      errors: [{ pointer: '/productId' }],
    });
  });

  it.each([0, 366, 1.5, '90', null])('is not valid for %j days', (validForDays) => {
    const request = { usageLocation: 'IL', productId: 'microsoft-365-e5-trial', validForDays };
    expect(TrialInvitationRequest.safeParse(request).success).toBe(false);
  });
});

describe('where an offer stands', () => {
  const { expiresAt } = anOffer();

  it('is active up to its expiry, and expired from that very moment on', () => {
    expect(offerStatus(anOffer(), at('2027-02-20T11:59:59.999Z'))).toBe('active');
    expect(offerStatus(anOffer(), at(expiresAt))).toBe('expired');
  });

  it('is exhausted once as many as may have redeemed it', () => {
    expect(offerStatus(anOffer({ maxRedemptions: 1 }), noon)).toBe('active');
    expect(offerStatus(anOffer({ maxRedemptions: 1 }, { remaining: 0 }), noon)).toBe('exhausted');
  });

  it('is what people did to it, whatever time and counts say', () => {
    expect(offerStatus(anOffer({}, { state: 'revoked', remaining: 0 }), at(expiresAt))).toBe('revoked');
    expect(offerStatus(anOffer({}, { state: 'replaced' }), at(expiresAt))).toBe('replaced');
  });

  it('is expired rather than exhausted', () => {
    expect(offerStatus(anOffer({}, { remaining: 0 }), at(expiresAt))).toBe('expired');
  });

  it('never comes back to life as time goes by', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 365 }), fc.nat(400), fc.nat(400), (validForDays, days, more) => {
        const offer = anOffer({ validForDays });
        const earlier = new Date(noon.getTime() + days * 86_400_000);
        const later = new Date(earlier.getTime() + more * 86_400_000);
        if (offerStatus(offer, earlier) === 'expired') expect(offerStatus(offer, later)).toBe('expired');
        expect(offerStatus(offer, earlier)).toBe(days < validForDays ? 'active' : 'expired');
      }),
    );
  });
});

describe('a link to an offer', () => {
  const active = aPartner();

  it('leads to it as long as it is active and the link its newest', () => {
    expect(deadLink(active, anOffer(), { linkVersion: 1 }, noon)).toBeUndefined();
  });

  it.each([
    ['offer-replaced', anOffer({}, { linkVersion: 2 })],
    ['offer-replaced', anOffer({}, { state: 'replaced' })],
    ['offer-revoked', anOffer({}, { state: 'revoked' })],
    ['offer-exhausted', anOffer({}, { remaining: 0 })],
    ['offer-expired', anOffer({}, { expiresAt: noon.toISOString() })],
  ])('is dead with %s', (refusal, offer) => {
    expect(deadLink(active, offer, { linkVersion: 1 }, noon)).toMatchObject({ refusal });
  });

  it('is dead while the partner lacks an authorisation that the offer needs', () => {
    const plain = aPartner({ authorizations: ['subscriptionAdvisor'] });
    const link = { linkVersion: 1 };
    expect(deadLink(plain, anOffer(), link, noon)).toBeUndefined();
    for (const partner of [plain, aPartner({ authorizations: ['delegatedAdministration'] })])
      expect(deadLink(partner, anOffer({ delegatedAdministration: true }), link, noon)).toMatchObject({
        refusal: 'offer-unavailable',
      });
  });

  it('of a suspended partner says nothing of the offer', () => {
    const revoked = anOffer({}, { state: 'revoked' });
    expect(deadLink(aPartner({ status: 'suspended' }), revoked, { linkVersion: 1 }, noon)).toMatchObject({
      refusal: 'offer-unavailable',
    });
  });
});
