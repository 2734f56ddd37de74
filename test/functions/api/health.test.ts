import { mailFaults } from '../../../shared/catalogue/mail-faults';
import { StoreUnavailable } from '../../../shared/ports';
import { refusalOf } from '../../link-world';
import { watchedWorld } from '../../watched-store';

describe('the health of the app', () => {
  it.each(['GET', 'HEAD'])('is told to anybody who asks by %s', async (method) => {
    const { world, store } = await watchedWorld();
    expect((await world.call('live', { method })).json).toEqual({ status: 'live' });
    expect(store.calls).toEqual([]);
    expect((await world.call('ready', { method })).json).toEqual({ status: 'ready' });
    expect(store.rounds).toHaveLength(1);
    world.close();
  });

  it('stays ready while mails are held up or paused, and names why without an address or a secret', async () => {
    const { world } = await watchedWorld();
    const { code } = await world.invite();
    await world.redeem(code);
    world.mailService = () => ({ kind: 'senderFault', code: 'sign-in-refused', detail: 'hunter2 for a@b.example' });
    await world.deliver();
    const ready = await world.call('ready');
    expect(ready.status).toBe(200);
    expect(ready.json).toEqual({
      status: 'ready',
      mail: {
        status: 'held-up',
        fault: 'sign-in-refused',
        advice: mailFaults['sign-in-refused'],
        since: '2026-11-22T12:00:00.000Z',
        nextTryAt: '2026-11-22T12:00:30.000Z',
      },
    });
    world.mailService = () => ({ kind: 'throttled', retryAfterSeconds: 7200, detail: '' });
    world.pass({ minutes: 2 });
    await world.deliver();
    world.mailService = () => ({ kind: 'accepted' });
    world.pass({ minutes: 125 });
    await world.deliver();
    expect((await world.call('ready')).json).toEqual({ status: 'ready' });
    expect(world.mails).toHaveLength(1);
    world.close();
  });

  it('is alive but not ready while the database does not answer', async () => {
    const { world, store } = await watchedWorld();
    store.fault = () => ({ when: 'before', error: new StoreUnavailable('down', 7) });
    expect((await world.call('live')).status).toBe(200);
    const ready = await world.call('ready');
    expect([ready.status, refusalOf(ready), ready.headers.get('retry-after')]).toEqual([503, 'unavailable', '7']);
    world.close();
  });
});
