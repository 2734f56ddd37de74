/** What may be offered and sold where, and for how long it stays so. */
import {
  offerKey,
  offerLine,
  replaceBy,
  replacementFault,
  saleFault,
  type Offer,
} from '../../../../shared/domain/offers/offer';
import {
  copyOf,
  createOffer,
  DelegationOfferRequest,
  delegationOffer,
  PurchaseOfferRequest,
  purchaseOffer,
  TrialInvitationRequest,
  trialInvitation,
} from '../../../../shared/domain/offers/offer-draft';
import { anOffer, aPartner } from '../../../redemption-samples';
import { invitation, noon } from '../../../world';

const details = {
  offerId: 'offer-1',
  summaryId: 'KT7M-2QXD',
  createdBy: { userId: 'noa', name: 'Noa Levi', email: 'noa@northwind.example' },
  now: noon,
};
const made = (
  request: Readonly<Record<string, unknown>> = {},
  more: Partial<typeof details> & { fingerprint?: string } = {},
): Offer => {
  const offer = createOffer(aPartner(), trialInvitation(TrialInvitationRequest.parse({ ...invitation, ...request })), {
    ...details,
    ...more,
  });
  if (!offer.ok) throw new Error(offer.refusal);
  return offer.value;
};
const basic = { productId: 'microsoft-365-business-basic', quantity: 5 };

describe('an offer of delegated administration', () => {
  const asked = (usageLocation: string) =>
    createOffer(aPartner(), delegationOffer(DelegationOfferRequest.parse({ usageLocation })), details);

  it('sells nothing, and asks for that alone', () => {
    expect(asked('IL')).toMatchObject({
      ok: true,
      value: { kind: 'delegationOffer', lines: [], delegatedAdministration: true },
    });
  });

  it('is made and accepted only where the partner’s cloud is', () => {
    expect(asked('CN')).toMatchObject({ refusal: 'invalid-request', errors: [{ pointer: '/usageLocation' }] });
    const offer = asked('IL');
    if (!offer.ok) throw new Error(offer.refusal);
    expect(saleFault(aPartner(), offer.value)).toBeUndefined();
    expect(saleFault(aPartner({ cloud: 'china' }), offer.value)).toMatchObject({ refusal: 'offer-unavailable' });
  });

  it('needs no right to sell', () => {
    const offer = asked('IL');
    if (!offer.ok) throw new Error(offer.refusal);
    const only = (authorization: 'delegatedAdministration' | 'subscriptionAdvisor') =>
      saleFault(aPartner({ authorizations: [authorization] }), offer.value);
    expect(only('delegatedAdministration')).toBeUndefined();
    expect(only('subscriptionAdvisor')).toMatchObject({ refusal: 'offer-unavailable' });
  });
});

describe('what an offer sells', () => {
  it('has to be sold there still when it is answered', () => {
    expect(saleFault(aPartner(), anOffer())).toBeUndefined();
    const gone = anOffer({ kind: 'purchaseOffer', lines: [basic, { productId: 'office-95', quantity: 1 }] });
    expect(saleFault(aPartner(), gone)).toMatchObject({
      refusal: 'product-unavailable',
      detail: expect.stringMatching(/ IL .*: office-95\.$/u) as string,
    });
    // Sold, but not as a trial.
    expect(saleFault(aPartner(), anOffer({ lines: [basic] }))).toMatchObject({ refusal: 'product-unavailable' });
  });

  it('has to be within its counts still', () => {
    const sold = (...quantities: readonly number[]) =>
      saleFault(
        aPartner(),
        anOffer({ kind: 'purchaseOffer', lines: quantities.map((quantity) => ({ ...basic, quantity })) }),
      );
    expect(sold(1, 300)).toBeUndefined();
    expect(sold(0, 5, 301)).toMatchObject({
      refusal: 'quantity-out-of-range',
      detail: [0, 301].map(() => 'microsoft-365-business-basic: Must be from 1 to 300.').join(' '),
    });
  });

  it('is offered by an office that there is', () => {
    expect(
      createOffer(
        aPartner(),
        purchaseOffer(PurchaseOfferRequest.parse({ usageLocation: 'IL', lines: [basic], officeId: 'closed' })),
        details,
      ),
    ).toMatchObject({ refusal: 'invalid-request', errors: [{ pointer: '/officeId' }] });
  });
});

describe('an offer that was made', () => {
  it('is kept under its own id, as an offer, in the queue of what time brings', () => {
    expect(made()).toMatchObject({ id: offerKey('offer-1'), type: 'offer', queue: 'offers', revision: 1 });
    expect(offerKey('offer-1')).toBe('offer:offer-1');
  });

  it('is looked at seven days before its end, or at its end when it is open for a week or less', () => {
    expect(made({ validForDays: 8 }).dueAt).toBe('2026-11-23T12:00:00.000Z');
    expect(made({ validForDays: 90 }).dueAt).toBe('2027-02-13T12:00:00.000Z');
    expect(made({ validForDays: 7 }).dueAt).toBe('2026-11-29T12:00:00.000Z');
    expect(made({ validForDays: 1 }).dueAt).toBe('2026-11-23T12:00:00.000Z');
  });

  it('says what the partner said of it, and nothing where it said nothing', () => {
    const words = { reference: 'PO-77', introduction: 'Good morning,', closing: 'See you!', maxRedemptions: 3 };
    expect(made(words, { fingerprint: 'f' })).toMatchObject({ ...words, remaining: 3, fingerprint: 'f' });
    for (const field of ['reference', 'introduction', 'closing', 'remaining', 'fingerprint', 'customerId'])
      expect(made()).not.toHaveProperty(field);
  });

  it('is found by its number, its reference and its product', () => {
    expect(made({ reference: 'PO-77' }).searchText).toMatch(/^kt7m2qxd po77 microsoft 365/u);
    expect(made().searchText).toMatch(/^kt7m2qxd +microsoft 365/u);
  });

  it('is one line of the page of a customer', () => {
    expect(offerLine(made({ reference: 'PO-77' }), noon)).toEqual({
      id: 'offer-1',
      kind: 'trialInvitation',
      status: 'active',
      summaryId: 'KT7M-2QXD',
      reference: 'PO-77',
      lines: [{ productId: invitation.productId, quantity: 25 }],
      createdAt: noon.toISOString(),
      expiresAt: '2027-02-20T12:00:00.000Z',
    });
  });
});

describe('a copy of an offer', () => {
  it('is open for as many days, for the same customer, in the same words, as often', () => {
    const words = { reference: 'PO-77', introduction: 'Good morning,', closing: 'See you!', maxRedemptions: 1 };
    const source: Offer = {
      ...made({ ...words, validForDays: 9 }),
      customerId: 'domain:contoso.example',
      remaining: 0,
    };
    expect(copyOf(source, aPartner())).toMatchObject({
      ...words,
      validForDays: 9,
      customerId: 'domain:contoso.example',
      officeId: 'main',
      lines: source.lines,
    });
    expect(copyOf(made(), aPartner())).not.toHaveProperty('customerId');
  });

  it('is of the office that is named, of the same one, or of the first where that is closed', () => {
    const { profile } = aPartner();
    const [main] = profile.offices;
    if (!main) throw new Error('The profile has no office.');
    const haifa = { ...main, id: 'haifa', name: 'Haifa' };
    const both = { profile: { ...profile, offices: [main, haifa] } };
    const closed = { profile: { ...profile, offices: [main, { ...haifa, retired: true }] } };
    const fromHaifa = anOffer({ officeId: 'haifa' });
    expect(copyOf(fromHaifa, both)).toMatchObject({ officeId: 'haifa' });
    expect(copyOf(fromHaifa, both, 'main')).toMatchObject({ officeId: 'main' });
    expect(copyOf(fromHaifa, closed)).not.toHaveProperty('officeId');
  });

  it('may take the place of an offer that nobody took back, also when its time is over', () => {
    expect(replacementFault(anOffer())).toBeUndefined();
    expect(replacementFault(anOffer({ expiresAt: noon.toISOString(), remaining: 0 }))).toBeUndefined();
    for (const state of ['revoked', 'replaced'] as const)
      expect(replacementFault(anOffer({ state }))).toMatchObject({ refusal: 'state-conflict' });
    expect(replaceBy('offer-2')).toEqual({ state: 'replaced', replacedBy: 'offer-2' });
  });
});
