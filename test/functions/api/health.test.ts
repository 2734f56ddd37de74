import { StoreUnavailable } from '../../../shared/ports';
import { refusalOf } from '../../link-world';
import { watchedWorld } from '../../watched-store';

describe('the health of the app', () => {
  it.each(['GET', 'HEAD'])('is told to anybody who asks by %s', async (method) => {
    const { world, store } = await watchedWorld();
    expect((await world.call('live', { method })).json).toEqual({ status: 'live' });
    expect(store.calls).toEqual([]);
    expect((await world.call('ready', { method })).json).toEqual({ status: 'ready' });
    expect(store.rounds).toEqual(['ping']);
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
