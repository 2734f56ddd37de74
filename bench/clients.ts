/** What a partner with a hundred thousand clients pays for a page of them or a search, against one with a hundred; and what being found costs a confirmation. */
import type { Store, Write } from '../shared/ports';
import { addDays } from '../shared/domain/text';
import { listedCustomer } from '../test/customer-world';
import { watchedWorld } from '../test/watched-store';
import { contoso, noa, noon, tenants, World } from '../test/world';
import { inTurns, median, shown, type Figure, type Measurement } from './figures';

const few = 100;
const many = 100_000;
const rounds = 11;
const callsPerSample = 10;
const confirmations = 300;

interface Asked {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
}

const asked: readonly Asked[] = [
  { name: 'Page, the newest first', query: {} },
  { name: 'Page by name', query: { sort: 'name' } },
  { name: 'Page by what ends next', query: { sort: 'endsNext' } },
  { name: 'Page of those with a subscription that is active', query: { subscription: 'active' } },
  { name: 'Search for a word that everyone has, twice', query: { q: 'cloud' } },
  { name: 'Search for two letters that everyone has', query: { q: 'cl' } },
  { name: 'Search for a word that ten have', query: { q: 'zebra' } },
  { name: 'Search for a word that nobody has', query: { q: 'quartz' } },
  { name: 'Search for a word that nobody has, of letters that everyone has', query: { q: 'cloud cloud' } },
];

export async function measureClients(): Promise<Measurement> {
  const small = await FilledWorld.with(few);
  const large = await FilledWorld.with(many);
  const figures: Figure[] = [];
  for (const { name, query } of asked) figures.push(await compared(name, { small, large }, () => query));
  const middle = { small: await small.middle({ sort: 'name' }), large: await large.middle({ sort: 'name' }) };
  figures.push(await compared('Page in the middle, by name', { small, large }, (side) => middle[side]));
  // A hundred come to an end there, and the last pages are the cheapest: the first page is what it is measured by.
  const deep = { small: { q: 'cloud' }, large: await large.middle({ q: 'cloud' }) };
  figures.push(await compared('The same search a few pages on', { small, large }, (side) => deep[side]));
  small.close();
  large.close();
  figures.push(...(await countCalls()), ...(await measureWords()));
  return { title: 'Clients', figures, limits };
}

type Sides = Readonly<Record<'small' | 'large', FilledWorld>>;

async function compared(
  name: string,
  worlds: Sides,
  queryOf: (side: keyof Sides) => Readonly<Record<string, string>>,
): Promise<Figure> {
  const time = (side: keyof Sides) => async () => {
    const started = performance.now();
    for (let n = 0; n < callsPerSample; n += 1) await worlds[side].ask(queryOf(side));
    return (performance.now() - started) / callsPerSample;
  };
  await time('small')();
  await time('large')();
  const taken = await inTurns(rounds, { small: time('small'), large: time('large') });
  const [one, other] = [median(taken.small), median(taken.large)];
  const measured = `${shown(other)} ms among ${shown(many)}, ${shown(one)} ms among ${shown(few)}`;
  return { name, value: other / one, goal: { atMost: 1.5 }, measured };
}

async function countCalls(): Promise<readonly Figure[]> {
  const { world, store } = await watchedWorld();
  await fill(world.store, few);
  const figures: Figure[] = [];
  for (const { name, query } of asked.filter(({ query: { q } }) => q !== undefined)) {
    store.forget();
    const { status } = await world.call('listCustomers', { as: noa, query });
    if (status !== 200) throw new Error(`The search answered ${status}.`);
    const [called] = [store.rounds.map((round) => round.replaceAll(' ', ' + ')).join(', then ')];
    figures.push({
      name: `${name}: calls of the store`,
      value: store.calls.length,
      goal: { atMost: 8 },
      measured: called,
    });
  }
  world.close();
  return figures;
}

/** A store to which words are never written, for comparison. */
const withoutWords = (inner: Store): Store =>
  new Proxy(inner, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name === 'write')
        return (partition: string, writes: readonly Write[]) =>
          target.write(
            partition,
            writes.filter((write) => !isWords(write)),
          );
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

function isWords(write: Write): boolean {
  return 'document' in write ? write.document.type === 'customer-words' : write.id.startsWith('customer-words:');
}

async function measureWords(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const longest = {
    companyName: 'Wide World Importers and Sons of Tel Aviv-Yafo '.repeat(2).trim(),
    primaryDomain: `${'wide-world-importers.'.repeat(8)}example`,
  };
  for (const [name, company] of [
    ['A usual name', contoso],
    ['A long name with a long domain', longest],
  ] as const) {
    const written: Write[][] = [];
    const world = new World({
      store: (inner) =>
        new Proxy(inner, {
          get: (target, field) => {
            const value: unknown = Reflect.get(target, field);
            if (field === 'write')
              return (partition: string, writes: readonly Write[]) => {
                written.push([...writes]);
                return target.write(partition, writes);
              };
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        }),
    });
    await world.addPartner();
    const { code } = await world.invite();
    await confirmOne(world, code, company.companyName, company.primaryDomain);
    const batch = written.findLast((writes) => writes.some(isWords)) ?? [];
    const bytes = (writes: readonly Write[]) => Buffer.byteLength(JSON.stringify(writes));
    const words = batch.filter(isWords);
    figures.push({
      name: `${name}: documents of words in a confirmation`,
      value: words.length,
      measured: `of ${batch.length} writes; ${shown(bytes(words))} of ${shown(bytes(batch))} bytes`,
    });
    world.close();
  }
  const worlds = { with: new World(), without: new World({ store: withoutWords }) };
  const codes: Record<string, string> = {};
  for (const [side, world] of Object.entries(worlds)) {
    await world.addPartner();
    codes[side] = (await world.invite()).code;
  }
  let number = 0;
  const take = (side: keyof typeof worlds) => async () => {
    number += 1;
    const domain = `wide-world-importers-${number}.example`;
    return confirmOne(worlds[side], codes[side] ?? '', `Wide World Importers ${number}`, domain);
  };
  await inTurns(40, { with: take('with'), without: take('without') });
  const taken = await inTurns(confirmations, { with: take('with'), without: take('without') });
  const [one, other] = [median(taken.with), median(taken.without)];
  figures.push({
    name: 'A confirmation with words, against one without',
    value: one / other,
    measured: `${shown(one)} ms with, ${shown(other)} ms without, ${confirmations} of each`,
  });
  worlds.with.close();
  worlds.without.close();
  return figures;
}

/** Milliseconds of the confirmation alone. */
async function confirmOne(world: World, code: string, companyName: string, primaryDomain: string): Promise<number> {
  // No quota is to make a code wait.
  world.pass({ minutes: 1 });
  const email = `dana@${primaryDomain}`;
  const redemptionId = await world.redeem(code, { companyName, primaryDomain, contact: { name: 'Dana Levi', email } });
  const mailed = await world.mailedCode(email);
  const started = performance.now();
  const { status, text } = await world.confirm(code, redemptionId, mailed);
  const took = performance.now() - started;
  if (status !== 200) throw new Error(`A confirmation answered ${status}: ${text}`);
  return took;
}

const limits = `A page of 25 over the embedded store, through its handler, with the reading of partner and user in it; 100,000 clients have 300,000 subscriptions. Every client's name and domain hold the
word that everyone has. A search reads one list of places and then the clients that it leads to; what Cosmos DB is asked for the same stands in \`test/store/cosmos-customers.test.ts\`: one range of
one index. In Azure the words are further documents and index entries of the same batch, written once for each client and again when its names change.`;

const seasons = ['North', 'South', 'East', 'West', 'Summer', 'Winter', 'Garden', 'River', 'Harbour', 'Mountain'];
const trades = [
  'Bakery',
  'Legal',
  'Studio',
  'Logistics',
  'Clinic',
  'Software',
  'Foods',
  'Travel',
  'Energy',
  'Textiles',
];

async function fill(store: Store, count: number): Promise<void> {
  const together = 12;
  for (let from = 0; from < count; from += together) {
    const writes = Array.from({ length: Math.min(together, count - from) }, (_, index) => from + index).flatMap((n) => {
      const isZebra = n % (count / 10) === 7;
      const words = [isZebra ? 'Zebra' : seasons[n % 10], trades[Math.floor(n / 10) % 10], 'Cloud'].join(' ');
      const endsAt = (days: number) => ({ endsAt: addDays(noon, (n % days) + 1).toISOString() });
      return listedCustomer(
        {
          companyName: `${words} ${n}`,
          domain: `${words.toLowerCase().replaceAll(' ', '-')}-${n}.example`,
          has: [
            endsAt(700),
            { source: 'purchase', autoRenew: true, ...endsAt(300) },
            { ...endsAt(90), state: 'suspended' },
          ],
        },
        new Date(noon.getTime() + n * 1000),
      ).writes;
    });
    const written = await store.write(tenants.northwind, writes);
    if (!written.ok) throw new Error('The clients were not written.');
  }
}

/** A partner with so many clients, of three subscriptions each. */
class FilledWorld {
  private constructor(private readonly world: World) {}

  static async with(count: number): Promise<FilledWorld> {
    const world = new World();
    await world.addPartner();
    await fill(world.store, count);
    return new FilledWorld(world);
  }

  async ask(query: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> {
    const { status, text, json } = await this.world.call('listCustomers', { as: noa, query });
    if (status !== 200) throw new Error(`The list answered ${status}: ${text}`);
    return json;
  }

  /** The same list from its third page on. */
  async middle(query: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
    const first = await this.ask(query);
    const second = await this.ask({ ...query, cursor: String(first.nextCursor) });
    return { ...query, cursor: String(second.nextCursor) };
  }

  close(): void {
    this.world.close();
  }
}
