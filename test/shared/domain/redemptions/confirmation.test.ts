import { Notification } from '../../../../shared/domain/activity/notification';
import { Customer } from '../../../../shared/domain/customers/customer';
import { Delegation, delegationNow } from '../../../../shared/domain/customers/delegation';
import { Subscription } from '../../../../shared/domain/customers/subscription';
import { Mail } from '../../../../shared/domain/mail/mail';
import { confirmRedemption } from '../../../../shared/domain/redemptions/confirmation';
import { Consent } from '../../../../shared/domain/redemptions/consent';
import { Redemption, type AwaitingRedemption } from '../../../../shared/domain/redemptions/redemption';
import { aCustomer, after, anOffer, aPartner, aRedemption, family, trial } from '../../../redemption-samples';
import { noon } from '../../../world';

const now = after(120);
const confirm = (
  redemption: AwaitingRedemption = aRedemption(),
  customer?: Customer,
  offer = anOffer({ reference: 'Spring' }),
) =>
  confirmRedemption({
    partner: aPartner(),
    offer,
    redemption,
    customer,
    subscriptionIds: ['subscription-1'],
    trials: new Map(),
    traceId: 'trace',
    now,
  });
const asked = (acceptDelegatedAdministration: boolean) => aRedemption({ acceptDelegatedAdministration });

describe('a confirmation', () => {
  it('starts the trial at that moment, with the partner on record for it', () => {
    expect(confirm().subscriptions).toEqual([
      expect.objectContaining({
        subscriptionId: 'subscription-1',
        productId: trial,
        quantity: 25,
        startsAt: now.toISOString(),
        endsAt: after(120 + 30 * 86_400).toISOString(),
        partnerOfRecord: { partnerId: aPartner().partnerId, since: now.toISOString() },
        provisioning: { state: 'pending' },
      }),
    ]);
  });

  it('makes a new customer of whoever answered', () => {
    expect(confirm().customer).toMatchObject({
      id: 'domain:contoso.example',
      revision: 1,
      contact: { email: 'dana@contoso.example' },
      holdings: {
        [family]: { trialSubscriptionId: 'subscription-1', trialEndsAt: after(120 + 30 * 86_400).toISOString() },
      },
      delegation: { status: 'none' },
      createdAt: now.toISOString(),
    });
  });

  it('leaves what is on record of a known customer as it is, and adds the trial', () => {
    const known = aCustomer({ companyName: 'Contoso Ltd', tags: ['gold'], revision: 4, holdings: { other: {} } });
    const { customer } = confirm(aRedemption({ companyName: 'Contosso', country: 'FR' }), known);
    const { subscriptions, standing, places, ...rest } = customer;
    const { subscriptions: _before, standing: _stood, places: _places, ...kept } = known;
    expect(rest).toEqual({
      ...kept,
      revision: 5,
      holdings: {
        other: {},
        [family]: { trialSubscriptionId: 'subscription-1', trialEndsAt: after(120 + 30 * 86_400).toISOString() },
      },
    });
    expect(subscriptions).toMatchObject({ 'subscription-1': { source: 'trial', provisioning: 'pending' } });
    expect(standing).toMatchObject({ statuses: ['active'], waiting: true });
    expect(places?.ends).toMatch(/^2026-12-22T/u);
  });

  it.each([
    ['yes', asked(true), { status: 'active', since: now.toISOString(), delegationId: 'redemption-1' }],
    ['no', asked(false), { status: 'none' }],
    ['nothing, as it was not asked', aRedemption(), { status: 'none' }],
  ])('starts a delegation when the customer said %s', (_answer, redemption, delegation) => {
    const { customer, delegations } = confirm(redemption);
    expect(delegationNow(customer, now)).toEqual(delegation);
    expect(delegations).toHaveLength(delegation.status === 'active' ? 1 : 0);
  });

  it('says on its document who accepted which offer, and until when', () => {
    const offer = anOffer({ delegationDays: 40 });
    const recipient = { name: 'Ruth', address: 'ruth@contoso.example', language: 'he' } as const;
    const { customer, delegations } = confirm({ ...asked(true), recipient }, undefined, offer);
    const until = after(120 + 40 * 86_400).toISOString();
    expect(customer.delegation).toMatchObject({ since: now.toISOString(), until });
    expect(delegations).toMatchObject([
      {
        kind: 'create',
        document: {
          id: 'delegation:redemption-1',
          offerId: 'offer-1',
          summaryId: 'KT7M-2QXD',
          acceptedBy: { name: 'Ruth', email: 'ruth@contoso.example' },
          until,
          redemptionIds: ['redemption-1'],
        },
      },
    ]);
  });

  it('neither restarts nor ends a delegation that is active', () => {
    const delegation = { status: 'active', since: noon.toISOString() } as const;
    for (const redemption of [asked(true), asked(false), aRedemption()])
      expect(confirm(redemption, aCustomer({ delegation })).customer.delegation).toMatchObject(delegation);
  });

  it('starts a delegation again that had ended, when the customer says yes', () => {
    const ended = { status: 'ended', since: noon.toISOString(), endedAt: noon.toISOString() } as const;
    expect(confirm(asked(true), aCustomer({ delegation: ended })).customer.delegation).toMatchObject({
      status: 'active',
      since: now.toISOString(),
    });
    expect(confirm(asked(false), aCustomer({ delegation: ended })).customer.delegation).toEqual(ended);
  });

  it('keeps each consent, given or not, with both times', () => {
    const consents = [
      { subject: 'terms', given: true, textHash: 'a' },
      { subject: 'delegatedAdministration', given: false, textHash: 'b' },
    ] as const;
    const recorded = confirm(aRedemption({ consents: [...consents] })).consents;
    expect(recorded.map(({ subject, given, textHash }) => ({ subject, given, textHash }))).toEqual(consents);
    for (const { givenAt, confirmedAt, language } of recorded)
      expect([givenAt, confirmedAt, language]).toEqual([noon.toISOString(), now.toISOString(), 'en']);
    for (const { summaryId, productIds } of recorded) expect([summaryId, productIds]).toEqual(['KT7M-2QXD', [trial]]);
  });

  it('keeps the redemption for good and forgets its tries', () => {
    const { redemption } = confirm(aRedemption({ tries: 4 }));
    expect(redemption).toMatchObject({ status: 'confirmed', tries: 0, confirmedAt: now.toISOString() });
    expect('ttl' in redemption).toBe(false);
  });

  it('sends the receipt to whoever confirmed, and the news to whoever made the offer', () => {
    const recipient = { name: 'Ruth', address: 'ruth@contoso.example', language: 'he' } as const;
    const { mails } = confirm(aRedemption({ recipient }));
    expect(mails.map(({ content, to, language, lane }) => [content.template, to.address, language, lane])).toEqual([
      ['receipt', 'ruth@contoso.example', 'he', 'receipts'],
      ['offerAccepted', 'noa@northwind.example', 'en', 'notices'],
    ]);
  });

  it('gives the partner a task with all that it needs to set the trial up', () => {
    expect(confirm().notification?.content).toMatchObject({
      kind: 'offerAccepted',
      reference: 'Spring',
      companyName: 'Contoso',
      tasks: [{ subscriptionId: 'subscription-1', productName: 'Microsoft 365 Business Premium', quantity: 25 }],
    });
  });

  it('records who, for whom, what and when', () => {
    expect(confirm().audit).toMatchObject({
      action: 'redemptionConfirmed',
      actor: { kind: 'customer', redemptionId: 'redemption-1' },
      customerId: 'domain:contoso.example',
      subject: 'offer-1',
      traceId: 'trace',
      at: now.toISOString(),
    });
  });

  it('is the same whenever it is decided again', () => {
    expect(confirm()).toEqual(confirm());
  });

  it('is made of documents that can be read back', () => {
    const { redemption, customer, delegations, subscriptions, consents, notification, mails } = confirm(asked(true));
    const made = delegations.flatMap((write) => (write.kind === 'create' ? [write.document] : []));
    expect(made).toHaveLength(1);
    expect(made.map((each) => Delegation.parse(each))).toEqual(made);
    expect(Redemption.parse(redemption)).toEqual(redemption);
    expect(Customer.parse(customer)).toEqual(customer);
    expect(subscriptions.map((each) => Subscription.parse(each))).toEqual(subscriptions);
    expect(consents.map((each) => Consent.parse(each))).toEqual(consents);
    expect(notification && Notification.parse(notification)).toEqual(notification);
    expect(notification).toBeDefined();
    expect(mails.map((each) => Mail.parse(each))).toEqual(mails);
  });
});
