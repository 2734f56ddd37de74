import { InvocationContext } from '@azure/functions';
import { queueMailings } from '../../../functions/offers/queue-mailings';
import { StoreUnavailable } from '../../../shared/ports';
import { snapshotOf } from '../../link-world';
import { watchedWorld, type Fault, type WatchedStore } from '../../watched-store';
import { noa, tenants, type Answer, type World } from '../../world';

const timer = {
  isPastDue: false,
  schedule: { adjustForDST: true },
  scheduleStatus: { last: '', next: '', lastUpdated: '' },
};
const crash = (): Error => new Error('The process died.');
const timeOut = (): Error => new StoreUnavailable('The database did not answer in time.', 1);

let world: World;
let store: WatchedStore;
let offerId: string;
beforeEach(async () => {
  ({ world, store } = await watchedWorld());
  ({ id: offerId } = await world.invite());
  store.forget();
});
afterEach(() => world.close());

const runTimer = () =>
  queueMailings(() => Promise.resolve(world.ports)).handler(
    timer,
    new InvocationContext({ logHandler: () => undefined }),
  );

const send = (count: number): Promise<Answer> =>
  world.call('sendOffer', {
    as: noa,
    params: { offerId },
    headers: { 'idempotency-key': 'k1' },
    body: { recipients: Array.from({ length: count }, (_, row) => ({ email: `r${row}@wingtip.example` })) },
  });

const recipients = async () =>
  (await world.documents('mail')).map(({ to }) => (to as { readonly address: string }).address).sort();
const listOf = (count: number) => Array.from({ length: count }, (_, row) => `r${row}@wingtip.example`).sort();

describe('a list that is cut off while it is written out', () => {
  it('is answered as queued, and finished by the timer a minute later', async () => {
    // After the batch that took the list, the database is gone.
    store.fault = (_index, { kind, ids }) =>
      kind === 'write' && !ids.some((id) => id.startsWith('audit:')) ? { when: 'before', error: timeOut() } : undefined;
    const answer = await send(250);
    expect(answer.status).toBe(202);
    expect(answer.json.items).toHaveLength(250);
    expect(await recipients()).toHaveLength(90);
    store.fault = () => undefined;
    await runTimer();
    expect(await recipients()).toHaveLength(90);
    world.pass({ minutes: 1 });
    await runTimer();
    expect(await recipients()).toEqual(listOf(250));
  });

  it.each([
    ['the process dies before a call', 'before', crash],
    ['the process dies after a call', 'after', crash],
    ['the database does not answer, and did nothing', 'before', timeOut],
    ['the database does not answer, but did it', 'after', timeOut],
  ] as const)('loses nobody and mails nobody twice when %s, whichever it is', async (_what, when, error) => {
    await send(200);
    const calls = store.calls.length;
    expect(calls).toBeGreaterThan(6);
    for (let broken = 0; broken < calls; broken += 1) {
      const other = await watchedWorld();
      ({ world, store } = other);
      ({ id: offerId } = await world.invite());
      store.forget();
      const fault: Fault = { when, error: error() };
      store.fault = (index) => (index === broken ? fault : undefined);
      await send(200);
      // The timer alone finishes what was taken; what was not taken leaves no trace.
      world.pass({ minutes: 1 });
      await runTimer();
      const { count } = await snapshotOf(world);
      const taken = count('mailing');
      expect([broken, taken, (await recipients()).length]).toEqual([broken, taken, taken * 200]);
      // Whoever was not answered asks again.
      const again = await send(200);
      expect([broken, again.status, await recipients()]).toEqual([broken, 202, listOf(200)]);
      expect((await world.documents('audit')).filter(({ action }) => action === 'offerSent')).toHaveLength(1);
      world.close();
    }
    ({ world, store } = await watchedWorld());
  });

  it('is written out once by several at the same time', async () => {
    store.fault = (_index, { kind, ids }) =>
      kind === 'write' && !ids.some((id) => id.startsWith('audit:')) ? { when: 'before', error: timeOut() } : undefined;
    await send(400);
    store.fault = () => undefined;
    world.pass({ minutes: 1 });
    await Promise.all([runTimer(), send(400), runTimer(), send(400)]);
    expect(await recipients()).toEqual(listOf(400));
    const [mailing] = await world.documents('mailing');
    expect(mailing).toMatchObject({ written: 400 });
    expect(mailing).not.toHaveProperty('recipients');
  });

  it('does not hold up others when it cannot be written out', async () => {
    store.fault = (_index, { kind, ids }) =>
      kind === 'write' && !ids.some((id) => id.startsWith('audit:')) ? { when: 'before', error: timeOut() } : undefined;
    await send(100);
    const { id: other } = await world.invite();
    const body = { recipients: Array.from({ length: 100 }, (_, row) => ({ email: `o${row}@adatum.example` })) };
    await world.call('sendOffer', { as: noa, params: { offerId: other }, body });
    let first: string | undefined;
    store.fault = (_index, { kind, ids }) => {
      if (kind !== 'write') return undefined;
      first ??= ids[0];
      return ids[0] === first ? { when: 'before', error: crash() } : undefined;
    };
    world.pass({ minutes: 1 });
    await expect(runTimer()).rejects.toThrow('held up');
    expect(await recipients()).toHaveLength(190);
    store.fault = () => undefined;
    await runTimer();
    expect(await recipients()).toHaveLength(200);
  });

  it('does not hold up others when it cannot be read', async () => {
    store.fault = (_index, { kind, ids }) =>
      kind === 'write' && !ids.some((id) => id.startsWith('audit:')) ? { when: 'before', error: timeOut() } : undefined;
    await send(100);
    store.fault = () => undefined;
    const dueAt = new Date(world.now).toISOString();
    const document = { id: 'mailing:broken', type: 'mailing', queue: 'mailings', dueAt };
    await world.store.write(tenants.northwind, [{ kind: 'create', document }]);
    world.pass({ minutes: 1 });
    await expect(runTimer()).rejects.toThrow('held up');
    expect(await recipients()).toHaveLength(100);
  });
});
