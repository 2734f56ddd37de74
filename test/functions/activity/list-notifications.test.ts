import { company, faultyFields } from '../../link-world';
import { billing, helpdesk } from '../../portal-world';
import { contoso, noa, World } from '../../world';

describe('GET /api/notifications', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  it('tells whoever may see customers what they did, newest first', async () => {
    const { id: offerId, code, offer } = await world.invite({ reference: 'Spring' });
    for (const answer of [contoso, { ...contoso, ...company(2) }]) {
      world.pass({ seconds: 1 });
      const redemptionId = await world.redeem(code, answer);
      await world.confirm(code, redemptionId, await world.mailedCode(answer.contact.email));
    }
    const answer = await world.call('listNotifications', { as: await helpdesk(world) });
    expect(answer.json).toMatchObject({
      items: [
        { kind: 'offerAccepted', companyName: 'Company 2' },
        {
          id: expect.any(String) as string,
          kind: 'offerAccepted',
          offerId,
          summaryId: offer.summaryId,
          reference: 'Spring',
          companyName: 'Contoso',
          customerId: 'domain:contoso.example',
          tasks: [{ productId: 'microsoft-365-business-premium-trial', quantity: 25 }],
        },
      ],
    });
    const first = await world.call('listNotifications', { as: noa, query: { limit: '1' } });
    const cursor = String(first.json.nextCursor);
    const second = await world.call('listNotifications', { as: noa, query: { limit: '1', cursor } });
    expect(second.json).toMatchObject({ items: [{ companyName: 'Contoso' }] });
    expect(second.json).not.toHaveProperty('nextCursor');
  });

  it('tells what people wrote, and who they say they are, to those alone who may see answers', async () => {
    const { id: offerId, code } = await world.invite();
    await world.call('declineOffer', { params: { code }, body: { email: 'gil@adatum.example', reason: 'Too dear' } });
    world.pass({ days: 91 });
    const body = { email: 'tal@tailspin.example', name: 'Tal Spin', message: 'Please' };
    expect((await world.call('requestFreshLink', { params: { code }, body })).status).toBe(202);
    const answered = async (as = noa) => (await world.call('listNotifications', { as })).text;
    const written = /adatum|dear|tailspin|Tal Spin|Please/gu;
    expect((await answered()).match(written)).toHaveLength(5);
    const told = await answered(await billing(world));
    expect(told).not.toMatch(written);
    expect(JSON.parse(told)).toMatchObject({
      items: [
        { kind: 'freshLinkRequested', offerId, because: 'offer-expired', verified: false },
        { kind: 'offerDeclined', offerId, verified: false },
      ],
    });
  });

  it('is silent about answers that nobody confirmed', async () => {
    const { code } = await world.invite();
    await world.redeem(code);
    expect((await world.call('listNotifications', { as: noa })).json).toEqual({ items: [], unread: 0 });
  });

  it.each([
    ['limit', '0'],
    ['cursor', 'x'],
  ])('refuses %s=%s', async (name, value) => {
    const answer = await world.call('listNotifications', { as: noa, query: { [name]: value } });
    expect([answer.status, faultyFields(answer)]).toEqual([422, [`/${name}`]]);
  });
});
