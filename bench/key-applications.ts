/** Using product keys side by side, each for a customer of its own: how many a second, and what each operation asks of the stores. */
import * as z from 'zod';
import { openAccess } from '../test/access-world';
import { apply, loadedKey, namedCompany, namedContoso, preview } from '../test/key-world';
import { keyNumber, keyRow } from '../test/product-keys';
import { WatchedStore } from '../test/watched-store';
import { World } from '../test/world';
import { median, quantile, shown, type Figure, type Measurement } from './figures';
import { timedInLanes, type Timed } from './lanes';
import { RunningServer } from './running-app';

const inParallel = 50;
const warmUp = 200;
const rounds = 3;
const perRound = 500;

export async function measureKeyApplications(): Promise<Measurement> {
  const server = await RunningServer.startApp('kesher');
  const headers = await server.headersOf('northwind-admin');
  let used = 0;
  const round = async (count: number): Promise<Timed> => {
    const numbers = Array.from({ length: count }, (_, index) => used + index);
    used += count;
    await server.ask({ path: '/api/product-keys', headers, body: { keys: numbers.map((number) => keyRow(number)) } });
    return timedInLanes(numbers, inParallel, async (number) => {
      const body = { keys: [keyNumber(number)], customer: namedCompany(number) };
      await server.ask({ path: '/api/product-keys/applications', headers, body });
    });
  };
  await round(warmUp);
  const taken: Timed[] = [];
  for (let done = 0; done < rounds; done += 1) taken.push(await round(perRound));
  await server.stop();
  const [p50, p99] = [0.5, 0.99].map((share) => median(taken.map(({ times }) => quantile(times, share))));
  const perSecond = median(taken.map((each) => each.perSecond));
  const spread: Figure = {
    name: `p99 against p50, ${inParallel} in parallel`,
    value: median(taken.map(({ times }) => quantile(times, 0.99) / quantile(times, 0.5))),
    goal: { atMost: 3 },
    measured: `${shown(p99 ?? 0)} to ${shown(p50 ?? 0)} ms; ${shown(perSecond)} applications per second`,
  };
  return { title: 'Using product keys', figures: [spread, ...(await storeCalls())], limits };
}

const Applied = z.object({ asks: z.array(z.object({ askId: z.string(), kind: z.string() })) });

async function storeCalls(): Promise<readonly Figure[]> {
  const stores: WatchedStore[] = [];
  const watch = (inner: ConstructorParameters<typeof WatchedStore>[0]): WatchedStore => {
    const store = new WatchedStore(inner);
    stores.push(store);
    return store;
  };
  const world = new World({ store: watch, keyStore: watch });
  await world.addPartner();
  const keys: string[] = [];
  for (let number = 0; number < 16; number += 1) keys.push(await loadedKey(world, number));
  const figures: Figure[] = [];
  const count = async (name: string, goal: number, work: () => Promise<{ readonly status: number }>): Promise<void> => {
    for (const store of stores) store.forget();
    const { status } = await work();
    const rounded = stores.flatMap(({ rounds: made }) => made);
    figures.push({
      name: `Store calls: ${name}`,
      value: stores.reduce((sum, { calls }) => sum + calls.length, 0),
      goal: { atMost: goal },
      measured: `${rounded.join('; ')}; answered ${status}`,
    });
  };
  const asking = { offerDelegatedAdministration: true, requestPartnerOfRecord: true };
  await count('looking at what one key would do', 7, () => preview(world, keys.slice(0, 1)));
  await count('using one key for a new customer', 7, () => apply(world, keys.slice(0, 1), asking));
  await count('using it again for the same customer', 9, () => apply(world, keys.slice(0, 1), asking));
  const customer = { id: `domain:${namedContoso.primaryDomain}` };
  await count('using ten more for a known one', 26, () =>
    apply(world, keys.slice(1, 11), { customer, mode: 'extend' }),
  );
  const { asks } = Applied.parse((await apply(world, keys.slice(0, 1), asking)).json);
  const { token, session } = await openAccess(world);
  for (const { askId, kind } of asks)
    await count(`its customer says yes to ${spaced(kind)}`, 6, () =>
      world.call('answerAsk', { params: { token, askId }, body: { given: true }, headers: { cookie: session } }),
    );
  world.close();
  return figures;
}

const spaced = (name: string): string => name.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);

const limits = `${rounds} rounds of ${perRound} customers, each new and with a key of its own, ${inParallel} at a time; loading the keys is not timed. Each use commits one transaction, and the mail
that it causes is claimed, rendered and kept by the same process meanwhile. The calls are counted in process, over the embedded store; two of them are who calls. Each key
costs a read of who owns it and one of the key itself, all of a request at once.`;
