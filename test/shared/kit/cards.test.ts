import { createOffer, trialInvitation, TrialInvitationRequest } from '../../../shared/domain/offers/offer';
import { createPartner } from '../../../shared/domain/partners/partner';
import { offerCardOf, partnerCardOf } from '../../../shared/kit/cards';

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
    expect(partnerCardOf(partner, 'main')).toEqual({
      name: 'Northwind Traders',
      logo: null,
      phone: null,
      email: null,
      website: null,
      address: null,
      accent: null,
    });
  });

  it('includes the office that made the offer when there are several', () => {
    const offices = [
      { id: 'main', name: 'Haifa' },
      { id: 'north', name: 'Tel Aviv' },
    ];
    const profile = { ...partner.profile, offices };
    expect(partnerCardOf({ profile }, 'north').officeName).toBe('Tel Aviv');
    expect(partnerCardOf({ profile }, 'gone').officeName).toBeUndefined();
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
