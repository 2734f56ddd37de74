import { noa, World } from '../../world';

describe('a trial invitation', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  it('becomes a customer with a trial once the mailed code is confirmed', async () => {
    const { id, code } = await world.invite({ delegatedAdministration: true });
    const redemptionId = await world.redeem(code, { acceptDelegatedAdministration: true });
    const confirmationCode = await world.mailedCode('dana@contoso.example');

    const confirmed = await world.confirm(code, redemptionId, confirmationCode);

    expect(confirmed.status).toBe(200);
    expect(confirmed.json).toMatchObject({
      redemptionId,
      status: 'confirmed',
      delegatedAdministration: true,
      subscriptions: [
        {
          productId: 'microsoft-365-business-premium-trial',
          quantity: 25,
          status: 'active',
          endsAt: '2026-12-22T12:00:00.000Z',
        },
      ],
    });
    const customers = await world.call('listCustomers', { as: noa });
    expect(customers.json).toMatchObject({
      view: 'list',
      total: 1,
      items: [{ id: 'domain:contoso.example', companyName: 'Contoso', delegation: { status: 'active' } }],
    });
    const offer = await world.call('getOffer', { as: noa, params: { offerId: id } });
    expect(offer.json).toMatchObject({ redemptionCount: 1, status: 'active' });
    const notifications = await world.call('listNotifications', { as: noa });
    expect(notifications.json).toMatchObject({
      items: [{ kind: 'offerAccepted', companyName: 'Contoso', offerId: id }],
    });
    await world.deliver();
    expect(world.mails.map(({ kind, to }) => [kind, to.address])).toEqual([
      ['confirmationCode', 'dana@contoso.example'],
      ['receipt', 'dana@contoso.example'],
      ['offerAccepted', 'noa@northwind.example'],
    ]);
    const consents = await world.documents('consent');
    expect(consents.map(({ subject, given }) => [subject, given])).toEqual([
      ['terms', true],
      ['delegatedAdministration', true],
    ]);
    const trail = await world.call('listAudit', { as: noa });
    expect((trail.json.items as { action: string }[]).map(({ action }) => action).sort()).toEqual([
      'companyUpdated',
      'partnerCreated',
      'redemptionConfirmed',
      'redemptionRequested',
      'trialInvitationCreated',
    ]);
  });

  it('grants nothing before the code is confirmed', async () => {
    const { code } = await world.invite();
    await world.redeem(code);
    await world.deliver();
    const customers = await world.call('listCustomers', { as: noa });
    expect(customers.json).toMatchObject({ total: 0, items: [] });
    expect(await world.documents('subscription')).toEqual([]);
  });
});
