import { createOffer, trialInvitation, TrialInvitationRequest } from '../../../shared/domain/offers/offer-draft';
import { createPartner, type Partner } from '../../../shared/domain/partners/partner';
import { logoAddresses } from '../../../shared/signing/logo-addresses';
import { logoCardOf, offerCardOf, partnerCardOf } from '../../../shared/kit/cards';

const now = new Date('2026-11-23T10:00:00.000Z');
const partner = createPartner({
  partnerId: 'northwind',
  edit: {
    name: 'Northwind Traders',
    cloud: 'global',
    authorizations: ['subscriptionAdvisor'],
    globalAdministrator: { userId: 'admin', name: 'Ada', email: 'ada@northwind.example' },
  },
  idSalt: 'salt',
  now,
});

describe('what customers see of a partner', () => {
  it('is its profile, and nothing of its administrators', () => {
    expect(partnerCardOf(partner, null, 'main')).toEqual({
      name: 'Northwind Traders',
      logo: null,
      phone: null,
      email: null,
      website: null,
      address: null,
      support: null,
      accent: null,
    });
  });

  it('includes the office that made the offer when there are several', () => {
    const offices = [
      { id: 'main', name: 'Haifa' },
      { id: 'north', name: 'Tel Aviv' },
    ];
    const profile = { ...partner.profile, offices };
    expect(partnerCardOf({ profile }, null, 'north').officeName).toBe('Tel Aviv');
    expect(partnerCardOf({ profile }, null, 'gone').officeName).toBeUndefined();
  });

  it('includes it also when that office makes no offers any more, or is left out', () => {
    const [haifa, eilat] = [
      { id: 'haifa', name: 'Haifa' },
      { id: 'eilat', name: 'Eilat' },
    ];
    const nameIn = (offices: Partner['profile']['offices'], formerOffices?: Partner['formerOffices']) =>
      partnerCardOf(
        { profile: { ...partner.profile, offices }, ...(formerOffices ? { formerOffices } : {}) },
        null,
        'eilat',
      ).officeName;
    expect(nameIn([haifa, { ...eilat, retired: true }])).toBe('Eilat');
    expect(nameIn([haifa], [eilat])).toBe('Eilat');
    // An office that is the company itself, as every profile begins, is no second one.
    expect(nameIn([eilat], [{ id: 'main', name: 'Northwind Traders' }])).toBeUndefined();
  });

  it.each([
    [
      { width: 2000, height: 1000 },
      { width: 80, height: 40 },
    ],
    [
      { width: 2000, height: 100 },
      { width: 120, height: 6 },
    ],
    [
      { width: 100, height: 2000 },
      { width: 2, height: 40 },
    ],
    [
      { width: 2000, height: 1 },
      { width: 120, height: 1 },
    ],
    [
      { width: 30, height: 20 },
      { width: 30, height: 20 },
    ],
  ])('shows a logo of %j as %j', (whole, size) => {
    const logos = logoAddresses([{ id: 'k', bytes: new Uint8Array(32) }]);
    const card = logoCardOf({ logos }, { ...partner, logoImage: { hash: 'f'.repeat(32), ...whole } });
    expect(card?.src).toMatch(/^\/logos\/[\w-]{50,}$/u);
    expect(card?.size).toEqual(size);
  });
});

describe('what customers see of an offer', () => {
  it('is what is offered, without the reference and the person that the partner keeps to itself', () => {
    const created = createOffer(
      partner,
      trialInvitation(
        TrialInvitationRequest.parse({
          usageLocation: 'IL',
          productId: 'microsoft-365-e5-trial',
          reference: 'internal only',
          introduction: 'Hello',
        }),
      ),
      {
        offerId: 'offer',
        summaryId: 'TI-1',
        createdBy: { userId: 'admin', name: 'Ada', email: 'ada@northwind.example' },
        now,
      },
    );
    const card = created.ok ? offerCardOf(created.value) : undefined;
    expect(card).toMatchObject({
      kind: 'trialInvitation',
      summaryId: 'TI-1',
      lines: [{ productId: 'microsoft-365-e5-trial', quantity: 25, trialDays: 30 }],
      introduction: 'Hello',
      expiresAt: new Date('2027-02-21T10:00:00.000Z'),
    });
    expect(JSON.stringify(card)).not.toMatch(/internal only|Ada/u);
  });
});
