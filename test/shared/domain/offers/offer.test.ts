import * as fc from 'fast-check';
import { limits } from '../../../../shared/catalogue/limits';
import { deadLink, offerStatus, revoke, rotateLink, type Offer } from '../../../../shared/domain/offers/offer';
import {
  conversionOffer,
  ConversionRequest,
  copyOf,
  createOffer,
  purchaseOffer,
  PurchaseOfferRequest,
  trialInvitation,
  TrialInvitationRequest,
} from '../../../../shared/domain/offers/offer-draft';
import { startTrial } from '../../../../shared/domain/customers/subscription';
import { findProduct } from '../../../../shared/domain/product';
import { addDays } from '../../../../shared/domain/text';
import { createPartner } from '../../../../shared/domain/partners/partner';
import type { PartnerEdit } from '../../../../shared/domain/partners/partner-edit';
import { aCustomer, family } from '../../../redemption-samples';
import { northwind, noon, tenants } from '../../../world';

const details = {
  offerId: '00'.repeat(16),
  summaryId: 'K7QX-M2PD',
  createdBy: { userId: 'noa', name: 'Noa Levi', email: 'noa@northwind.example' },
  now: noon,
};

const aPartner = (edit: Partial<PartnerEdit> = {}) =>
  createPartner({ partnerId: tenants.northwind, edit: { ...northwind, ...edit }, idSalt: 'salt', now: noon });

const aRequest = (request: Readonly<Record<string, unknown>> = {}) =>
  trialInvitation(
    TrialInvitationRequest.parse({ usageLocation: 'IL', productId: 'microsoft-365-e5-trial', ...request }),
  );

function anOffer(request: Readonly<Record<string, unknown>> = {}, change: Partial<Offer> = {}): Offer {
  const made = createOffer(aPartner(), aRequest(request), details);
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
    const made = createOffer(
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
    expect(createOffer(aPartner(), aRequest(request), details)).toMatchObject({
      refusal: 'product-unavailable',
      errors: [{ pointer: '/productId' }],
    });
  });

  it.each([0, 366, 1.5, '90', null])('is not valid for %j days', (validForDays) => {
    const request = { usageLocation: 'IL', productId: 'microsoft-365-e5-trial', validForDays };
    expect(TrialInvitationRequest.safeParse(request).success).toBe(false);
  });
});

describe('how long delegated administration is asked for', () => {
  const yes = { delegatedAdministration: true };
  const requests = [
    ['a trial invitation', TrialInvitationRequest, { usageLocation: 'IL', productId: 'microsoft-365-e5-trial' }],
    ['a purchase offer', PurchaseOfferRequest, { usageLocation: 'IL', lines: [] }],
    ['a conversion', ConversionRequest, {}],
  ] as const;

  it.each([0, -1, 731, 1.5, '30', 'thirty', null])('is never %j days', (delegationDays) => {
    for (const [what, schema, rest] of requests) {
      const parsed = schema.safeParse({ ...rest, ...yes, delegationDays });
      expect([what, parsed.error?.issues.map(({ path }) => path.join('/')).includes('delegationDays')]).toEqual([
        what,
        true,
      ]);
    }
  });

  it.each([1, 31, 730])('is kept, also by a copy, when it is %d days', (delegationDays) => {
    const offer = anOffer({ ...yes, delegationDays });
    expect(offer).toMatchObject({ delegatedAdministration: true, delegationDays });
    expect(copyOf(offer, aPartner())).toMatchObject({ delegationDays });
  });

  it('is for good unless said', () => {
    expect(anOffer(yes)).not.toHaveProperty('delegationDays');
    expect(copyOf(anOffer(yes), aPartner())).not.toHaveProperty('delegationDays');
  });

  it('is refused where delegated administration is not asked for', () => {
    const refused = { refusal: 'invalid-request', errors: [{ pointer: '/delegationDays' }] };
    for (const delegatedAdministration of [false, undefined])
      expect(createOffer(aPartner(), aRequest({ delegatedAdministration, delegationDays: 30 }), details)).toMatchObject(
        refused,
      );
  });
});

const basic = { productId: 'microsoft-365-business-basic', quantity: 5 };
const premium = { productId: 'microsoft-365-business-premium', quantity: 300 };
const buying = (...lines: readonly { readonly productId: string; readonly quantity: number }[]) =>
  createOffer(aPartner(), purchaseOffer(PurchaseOfferRequest.parse({ usageLocation: 'IL', lines })), details);

describe('a purchase offer', () => {
  it('is for one or more products, each with its count, in the order of the partner', () => {
    expect(buying(premium, basic)).toMatchObject({
      ok: true,
      value: { kind: 'purchaseOffer', lines: [premium, basic] },
    });
  });

  it('is found by each of its products', () => {
    expect(buying(premium, basic)).toMatchObject({
      value: { searchText: expect.stringMatching(/premium.*basic/u) as unknown },
    });
  });

  it('names every line whose product is not sold there', () => {
    const trial = { productId: 'microsoft-365-e5-trial', quantity: 25 };
    expect(buying(trial, basic, { productId: 'office-95', quantity: 1 })).toMatchObject({
      refusal: 'product-unavailable',
      errors: [{ pointer: '/lines/0/productId' }, { pointer: '/lines/2/productId' }],
    });
  });

  it.each([0, -1, 301])('refuses %d licences of a product that is sold from 1 to 300', (quantity) => {
    expect(buying(basic, { ...premium, quantity })).toMatchObject({
      refusal: 'quantity-out-of-range',
      errors: [{ pointer: '/lines/1/quantity', detail: 'Must be from 1 to 300.' }],
    });
  });

  it('names a product once', () => {
    expect(buying(basic, premium, basic)).toMatchObject({
      refusal: 'invalid-request',
      errors: [{ pointer: '/lines/2/productId' }],
    });
  });

  it.each([
    ['no lines', []],
    ['21 lines', Array.from({ length: 21 }, () => basic)],
    ['half a licence', [{ ...basic, quantity: 1.5 }]],
    ['a count in words', [{ ...basic, quantity: 'five' }]],
    ['a price', [{ ...basic, price: 1 }]],
  ])('is not valid with %s', (_what, lines) => {
    expect(PurchaseOfferRequest.safeParse({ usageLocation: 'IL', lines }).success).toBe(false);
  });
});

describe('a purchase offer made from a trial', () => {
  const product = findProduct('microsoft-365-business-premium-trial');
  if (!product) throw new Error('The catalogue has no such product.');
  const started = { partnerId: tenants.northwind, subscriptionId: 's1', customerId: 'c1', offerId: 'o1' };
  const trial = startTrial({ ...started, product, now: noon });
  const asked = (request: Readonly<Record<string, unknown>> = {}) => ConversionRequest.parse(request);

  it('is for that customer alone, once, in its language, for as many licences as the trial has', () => {
    expect(conversionOffer(aCustomer({ language: 'he', country: 'IL' }), trial, asked(), noon)).toMatchObject({
      ok: true,
      value: {
        kind: 'purchaseOffer',
        lines: [{ productId: 'microsoft-365-business-premium', quantity: 25 }],
        customerId: 'domain:contoso.example',
        maxRedemptions: 1,
        usageLocation: 'IL',
        language: 'he',
      },
    });
  });

  it('takes another count when the partner says so, within the limits of the product', () => {
    const draft = conversionOffer(aCustomer(), trial, asked({ quantity: 301 }), noon);
    if (!draft.ok) throw new Error(draft.refusal);
    expect(draft.value.lines).toEqual([{ productId: 'microsoft-365-business-premium', quantity: 301 }]);
    expect(createOffer(aPartner(), draft.value, details)).toMatchObject({ refusal: 'quantity-out-of-range' });
  });

  it.each([
    ['what was bought already', { ...trial, source: 'purchase' as const }, {}, 'product-already-owned'],
    ['a trial that turns into nothing', { ...trial, productId: 'gone-trial' }, {}, 'state-conflict'],
    [
      'a product that the customer owns',
      trial,
      { holdings: { [family]: { purchasedSubscriptionId: 'p' } } },
      'product-already-owned',
    ],
  ])('is refused for %s', (_what, subscription, customer, refusal) => {
    expect(conversionOffer(aCustomer(customer), subscription, asked(), noon)).toMatchObject({ refusal });
  });

  it.each([
    ['suspended', { state: 'suspended' as const }, 0, true],
    ['expired', {}, 31, true],
    ['disabled', {}, 149, true],
    ['deleted', {}, 150, false],
    ['cancelled', { state: 'cancelled' as const }, 0, false],
  ])('can be had of one that is %s, as the table of transitions says', (_what, changed, days, may) => {
    const made = conversionOffer(aCustomer(), { ...trial, ...changed }, asked(), addDays(noon, days));
    expect(made).toMatchObject(may ? { ok: true } : { refusal: 'state-conflict' });
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

describe('taking an offer back', () => {
  const by = { userId: 'noa', name: 'Noa Levi', email: 'noa@northwind.example' };

  it('says who did it, when, and why when there is a reason', () => {
    expect(revoke(anOffer(), { reason: 'Sent to the wrong company', by }, noon)).toEqual({
      ok: true,
      value: {
        state: 'revoked',
        revocation: {
          at: noon.toISOString(),
          by: { userId: 'noa', name: 'Noa Levi' },
          reason: 'Sent to the wrong company',
        },
      },
    });
    for (const reason of ['', undefined])
      expect(revoke(anOffer(), { reason, by }, noon)).not.toMatchObject({ value: { revocation: { reason } } });
  });

  it('does not wait for those who redeem it: a used-up one is taken back as well', () => {
    expect(revoke(anOffer({}, { remaining: 0 }), { by }, noon)).toMatchObject({ value: { state: 'revoked' } });
  });

  it('changes nothing the second time', () => {
    expect(revoke(anOffer({}, { state: 'revoked' }), { reason: 'Again', by }, noon)).toEqual({ ok: true, value: {} });
  });

  it.each([
    ['expired', anOffer({}, { expiresAt: noon.toISOString() })],
    ['replaced', anOffer({}, { state: 'replaced' })],
  ])('makes no sense once it is %s', (status, offer) => {
    expect(revoke(offer, { by }, noon)).toMatchObject({
      refusal: 'state-conflict',
      detail: expect.stringContaining(status) as string,
    });
  });
});

describe('rotating the link of an offer', () => {
  it('counts its links', () => {
    expect(rotateLink(anOffer({}, { linkVersion: 7 }), noon)).toEqual({ ok: true, value: { linkVersion: 8 } });
  });

  it.each([
    ['expired', anOffer({}, { expiresAt: noon.toISOString() })],
    ['exhausted', anOffer({}, { remaining: 0 })],
    ['revoked', anOffer({}, { state: 'revoked' })],
    ['replaced', anOffer({}, { state: 'replaced' })],
  ])('makes no sense once it is %s', (status, offer) => {
    expect(rotateLink(offer, noon)).toMatchObject({
      refusal: 'state-conflict',
      detail: expect.stringContaining(status) as string,
    });
  });

  it('ends with the last number that a code has room for', () => {
    const last = limits.offer.linkVersions;
    expect(rotateLink(anOffer({}, { linkVersion: last - 1 }), noon)).toEqual({
      ok: true,
      value: { linkVersion: last },
    });
    expect(rotateLink(anOffer({}, { linkVersion: last }), noon)).toMatchObject({ refusal: 'state-conflict' });
  });
});
