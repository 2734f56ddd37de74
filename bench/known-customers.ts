/** Whether answering an offer takes longer in the name of a company that is a customer: in process, over both stores, the two in turns. */
import { createCustomer, customerIdOfDomain, type Customer } from '../shared/domain/customers/customer';
import { CosmosDatabase } from '../shared/cosmos/cosmos-store';
import type { Store } from '../shared/ports';
import { startCosmosServer } from '../test/store/cosmos-server';
import { contoso, noon, tenants, World } from '../test/world';
import { median, shown, type Figure, type Measurement } from './figures';

/** Thrown away: what the process does the first times says nothing. */
const warmUp = 150;
/** Beyond what chance does: two-sided, one in a hundred. */
const furthest = 2.58;

export async function measureKnownCustomers(): Promise<Measurement> {
  const overSqlite = await compare('SQLite', 2000);
  const server = await startCosmosServer();
  const { connectionString } = server;
  const database = new CosmosDatabase({ connection: { connectionString }, databaseName: 'bench' });
  await database.ensureContainers();
  const overCosmos = await compare('Cosmos DB adapter', 500, database.store('partners'));
  await database.close();
  await server.close();
  return { title: 'Known and unknown customers', figures: [...overSqlite, ...overCosmos], limits };
}

async function compare(name: string, pairs: number, other?: Store): Promise<readonly Figure[]> {
  const world = new World({ store: (embedded) => other ?? embedded });
  await world.addPartner();
  const { code } = await world.invite();
  const answering: Taken = { known: [], unknown: [] };
  const guessing: Taken = { known: [], unknown: [] };
  for (let pair = -warmUp; pair < pairs; pair += 1) {
    const number = String(pair + warmUp).padStart(6, '0');
    const [left, right] = [`left-${number}.example`, `rite-${number}.example`];
    // Which of the two is known, and which comes first, goes round: neither its name nor its place tells.
    const known = pair % 2 === 0 ? left : right;
    await world.ports.partners.write(tenants.northwind, [{ kind: 'create', document: onRecord(known) }]);
    const turns = pair % 4 < 2 ? [left, right] : [right, left];
    for (const domain of turns) {
      const body = { ...contoso, primaryDomain: domain, contact: { name: 'Eve Adams', email: `eve@${domain}` } };
      const side = domain === known ? 'known' : 'unknown';
      const [answered, took] = await timed(() => world.call('redeemOffer', { params: { code }, body }));
      const redemptionId = String(answered.json.redemptionId);
      const [tried, tookToTry] = await timed(() => world.confirm(code, redemptionId, '000000'));
      if (tried.status !== 422) throw new Error(`The code was not called wrong: ${tried.status}`);
      if (pair < 0) continue;
      answering[side].push(took);
      guessing[side].push(tookToTry);
    }
  }
  world.close();
  return [...figuresOf(`Answering, ${name}`, answering), ...figuresOf(`A wrong code, ${name}`, guessing)];
}

/** Microseconds. */
interface Taken {
  readonly known: number[];
  readonly unknown: number[];
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const startedAt = performance.now();
  const done = await work();
  return [done, (performance.now() - startedAt) * 1000];
}

function figuresOf(name: string, taken: Taken): readonly Figure[] {
  const [known, unknown] = [median(taken.known), median(taken.unknown)];
  const measured = `medians ${shown(known)} and ${shown(unknown)} µs, ${shown(taken.known.length)} of each`;
  return [
    {
      name: `${name}: known against unknown, z`,
      value: Math.abs(rankSum(taken)),
      goal: { atMost: furthest },
      measured,
    },
    { name: `${name}: known against unknown, ratio of medians`, value: known / unknown, measured },
  ];
}

/** Mann and Whitney's z: how far the ranks of one sample lie from what chance would give. */
function rankSum({ known, unknown }: Taken): number {
  const ranked = [
    ...known.map((value) => ({ value, isKnown: true })),
    ...unknown.map((value) => ({ value, isKnown: false })),
  ].sort((one, other) => one.value - other.value);
  const sum = ranked.reduce((total, { isKnown }, index) => total + (isKnown ? index + 1 : 0), 0);
  const [n, m] = [known.length, unknown.length];
  const expected = (n * (n + m + 1)) / 2;
  return (sum - expected) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

function onRecord(primaryDomain: string): Customer {
  return createCustomer({
    ...contoso,
    partnerId: tenants.northwind,
    customerId: customerIdOfDomain(primaryDomain),
    primaryDomain,
    contact: { name: 'Ruth Katz', email: `ruth@${primaryDomain}` },
    language: 'en',
    now: noon,
  });
}

const limits = `The operation without HTTP around it, over SQLite in memory and over the Cosmos DB adapter with an engine in the same process, one answer and one wrong code for a company on record, and the same for a company that is not,
in turns. z is Mann and Whitney's, without its sign: within 2.58 in 99 of 100 runs when nothing can be told. In Azure the way to the database, of milliseconds, hides what is left.`;
