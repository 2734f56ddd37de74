import { mailFaults } from '../../../shared/catalogue/mail-faults';
import { StoreUnavailable } from '../../../shared/ports';
import { refusalOf } from '../../link-world';
import { watchedWorld } from '../../watched-store';
import { noa, tenants } from '../../world';

const link = { offerId: '00112233445566778899aabbccddeeff', linkVersion: 1 };

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

  it('says in one line of the log what is missing, and nothing of it to whoever asks', async () => {
    const { world, store } = await watchedWorld();
    const reason = 'The app’s identity lacks a data role on the database.';
    store.fault = () => ({ when: 'before', error: new StoreUnavailable(reason, 10) });
    const code = world.ports.links.issue({ ...link, partnerId: tenants.northwind });
    for (const answer of [
      await world.call('ready'),
      await world.call('listOffers', { as: noa }),
      await world.call('openLink', { params: { code }, headers: { accept: 'application/json' } }),
    ]) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
      expect(answer.text).not.toContain('role');
    }
    const lines = world.logged.filter((line) => line.includes('"event":"outage"'));
    expect(lines.map((line) => line.includes(reason))).toEqual([true, true, true]);
    expect(world.logged.filter((line) => line.includes('"event":"crash"'))).toEqual([]);
    world.close();
  });
});
