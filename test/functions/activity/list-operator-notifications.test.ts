import { deliverDueMails } from '../../../shared/mail/deliver';
import { mailRenderer } from '../../../shared/mails/mail-renderer';
import { refusalOf } from '../../link-world';
import { noa, operator, World } from '../../world';

describe('GET /api/operator/notifications', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.addPartner();
  });
  afterEach(() => world.close());

  const minutes = async (count: number): Promise<void> => {
    for (let minute = 0; minute < count; minute += 1) {
      world.pass({ minutes: 1 });
      await deliverDueMails({ ...world.ports, render: mailRenderer(world.ports) });
    }
  };

  it('tells the operator, and no partner, that mails are held up and why, and that they go out again', async () => {
    const { code } = await world.invite();
    await world.redeem(code);
    world.mailService = () => ({ kind: 'senderFault', code: 'certificate-untrusted', detail: 'whatever' });
    await minutes(30);
    world.mailService = () => ({ kind: 'accepted' });
    await minutes(10);
    const answer = await world.call('listOperatorNotifications', { as: operator });
    expect(answer.json).toEqual({
      items: [
        {
          id: expect.any(String) as string,
          at: expect.any(String) as string,
          kind: 'mailGoesOutAgain',
          fault: 'certificate-untrusted',
          since: '2026-11-22T12:01:00.000Z',
        },
        {
          id: expect.any(String) as string,
          at: '2026-11-22T12:01:00.000Z',
          kind: 'mailHeldUp',
          fault: 'certificate-untrusted',
          advice: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
        },
      ],
    });
    expect((await world.call('listNotifications', { as: noa })).json).toEqual({ items: [], unread: 0 });
  });

  it('is for the operator alone', async () => {
    const answer = await world.call('listOperatorNotifications', { as: noa });
    expect([answer.status, refusalOf(answer)]).toEqual([403, 'forbidden']);
  });
});
