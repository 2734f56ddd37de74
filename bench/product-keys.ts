/** Product keys: how many are loaded a second, as a list and one by one, and what each operation on them asks of the stores. */
import * as z from 'zod';
import { keyNumber, keyRow } from '../test/product-keys';
import { WatchedStore } from '../test/watched-store';
import { noa, World } from '../test/world';
import { median, shown, type Figure, type Measurement } from './figures';
import { RunningServer } from './running-app';

const listed = 1000;
const oneByOne = 200;
const inParallel = 50;
const rounds = 3;

const Loaded = z.object({ results: z.array(z.object({ status: z.literal('loaded') })) });

export async function measureProductKeys(): Promise<Measurement> {
  const server = await RunningServer.startApp('kesher');
  const headers = await server.headersOf('northwind-admin');
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
    goal: { atLeast: 3 },
    measured: `${shown(list)} keys a second to ${shown(single)}, ${inParallel} calls in parallel`,
  };
  return { title: 'Product keys', figures: [speed, ...(await storeCalls())], limits };
}

async function storeCalls(): Promise<readonly Figure[]> {
  const watched: Partial<Record<'partners' | 'owners', WatchedStore>> = {};
  const world = new World({
    store: (inner) => (watched.partners = new WatchedStore(inner)),
    keyStore: (inner) => (watched.owners = new WatchedStore(inner)),
  });
  const { partners, owners } = watched;
  if (!partners || !owners) throw new Error('The world did not take both stores.');
  await world.addPartner();
  const figures: Figure[] = [];
  const count = async (name: string, goal: number, work: () => Promise<{ readonly status: number }>): Promise<void> => {
    for (const store of [partners, owners]) store.forget();
    const { status } = await work();
    const [others, ofOwners] = [partners.calls.length, owners.calls.length];
    figures.push({
      name: `Store calls: ${name}`,
      value: others + ofOwners,
      goal: { atMost: goal },
      measured: `${shown(ofOwners)} of who owns a key, ${shown(others)} others; answered ${status}`,
    });
  };
  const load = (from: number, rows: number) => () =>
    world.call('loadProductKeys', {
      as: noa,
      body: { keys: Array.from({ length: rows }, (_, index) => keyRow(from + index)) },
    });
  await count('loading one key', 4, load(0, 1));
  await count(`loading ${shown(listed)}`, 2 + listed + Math.ceil(listed / 99), load(1, listed));
  await count('listing a hundred of them', 3, () =>
    world.call('listProductKeys', { as: noa, query: { limit: '100' } }),
  );
  await count(`loading the same ${shown(listed)} again`, 2 + 3 * listed, load(1, listed));
  const search = () => world.call('searchProductKey', { as: noa, body: { key: keyNumber(1) } });
  await count('finding a whole key', 5, search);
  const keyId = String((await search()).json.id);
  await count('withdrawing it', 4, () =>
    world.call('withdrawProductKey', { as: noa, params: { keyId }, headers: { 'if-match': '*' } }),
  );
  world.close();
  return figures;
}

const limits = `The speed is that of the local runtime over its own SQLite file, ${rounds} rounds of each in turns. A key commits a transaction of its own, the claim that
makes it one partner's; the keys themselves go in batches of 99 with an audit entry, and one that comes alone is a batch too. The calls are counted in process, over the
embedded store; two of the others are who calls. In Azure each claim is one create in a partition of its own, of which 33 are on their way at a time: a thousand
keys wait for 31 rounds of claims and 11 batches. Loaded again, each costs a create that is refused and the reads of the claim and the key that stand in its way.`;
