/** Loading product keys: how many a second, as a list and one by one, and what each operation asks of the stores. */
import * as z from 'zod';
import { keyNumber, keyRow } from '../test/product-keys';
import { WatchedStore } from '../test/watched-store';
import { noa, World } from '../test/world';
import type { Store } from '../shared/ports';
import { median, shown, type Figure, type Measurement } from './figures';
import { RunningServer } from './running-app';

const listed = 1000;
const oneByOne = 200;
const inParallel = 50;
const rounds = 3;

const Loaded = z.object({ results: z.array(z.object({ status: z.literal('loaded') })) });

export async function measureProductKeys(): Promise<Measurement> {
  const server = await RunningServer.startApp('kesher');
  const { accessToken } = await server.read(z.object({ accessToken: z.string() }), {
    path: '/local/tokens',
    body: { persona: 'northwind-admin' },
  });
  const headers = { authorization: `Bearer ${accessToken}` };
  let loaded = 0;
  const load = async (count: number): Promise<void> => {
    const from = loaded;
    loaded += count;
    const keys = Array.from({ length: count }, (_, index) => keyRow(from + index));
    const { results } = await server.read(Loaded, { path: '/api/product-keys', headers, body: { keys } });
    if (results.length !== count) throw new Error('Not every row was answered.');
  };
  const perSecond = async (keys: number, work: () => Promise<unknown>): Promise<number> => {
    const startedAt = performance.now();
    await work();
    return (1000 * keys) / (performance.now() - startedAt);
  };
  await load(listed);
  const taken: { readonly list: number; readonly single: number }[] = [];
  for (let round = 0; round < rounds; round += 1)
    taken.push({
      list: await perSecond(listed, () => load(listed)),
      single: await perSecond(oneByOne, async () => {
        for (let done = 0; done < oneByOne; done += inParallel)
          await Promise.all(Array.from({ length: inParallel }, () => load(1)));
      }),
    });
  await server.stop();
  const [list, single] = [median(taken.map((each) => each.list)), median(taken.map((each) => each.single))];
  const speed: Figure = {
    name: `Keys loaded, ${shown(listed)} a call against one a call`,
    value: median(taken.map((each) => each.list / each.single)),
    goal: { atLeast: 1 },
    measured: `${shown(list)} keys a second to ${shown(single)}, ${inParallel} calls in parallel`,
  };
  return { title: 'Product keys', figures: [speed, ...(await storeCalls())], limits };
}

async function storeCalls(): Promise<readonly Figure[]> {
  const stores: WatchedStore[] = [];
  const watch = (inner: Store): Store => {
    const store = new WatchedStore(inner);
    stores.push(store);
    return store;
  };
  const world = new World({ store: watch, keyStore: watch });
  await world.addPartner();
  const figures: Figure[] = [];
  const count = async (name: string, goal: number, work: () => Promise<{ readonly status: number }>): Promise<void> => {
    for (const store of stores) store.forget();
    const { status } = await work();
    const [partners, owners] = stores.map(({ calls }) => calls.length);
    figures.push({
      name,
      value: (partners ?? 0) + (owners ?? 0),
      goal: { atMost: goal },
      measured: `${shown(owners ?? 0)} of who owns a key, ${shown(partners ?? 0)} others; answered ${status}`,
    });
  };
  const load = (from: number, rows: number) => () =>
    world.call('loadProductKeys', {
      as: noa,
      body: { keys: Array.from({ length: rows }, (_, index) => keyRow(from + index)) },
    });
  await count('Calls of the store: loading one key', 4, load(0, 1));
  await count(`Loading ${shown(listed)}`, 2 + listed + Math.ceil(listed / 99), load(1, listed));
  // Of each: the claim that is there, who made it, and the key.
  await count(`Loading the same ${shown(listed)} again`, 2 + 3 * listed, load(1, listed));
  const search = () => world.call('searchProductKey', { as: noa, body: { key: keyNumber(1) } });
  await count('Finding a whole key', 5, search);
  const keyId = String((await search()).json.id);
  await count('Withdrawing it', 4, () =>
    world.call('withdrawProductKey', { as: noa, params: { keyId }, headers: { 'if-match': '*' } }),
  );
  world.close();
  return figures;
}

const limits = `The speed is that of the local runtime over its own SQLite file, ${rounds} rounds of each in turns; each key commits a transaction of its own, the claim that
makes it one partner's, and keys themselves go in batches of 99 with an audit entry. In Azure a claim is one create in a partition of its own, of
which 33 are on their way at a time. Two of the others are who calls.`;
