/** What a page of a list costs among a hundred thousand documents, against one among a thousand. */
import { redemptionKey } from '../shared/domain/redemptions/redemption';
import { noa, tenants, World, type Call, type OperationName } from '../test/world';
import { inTurns, median, shown, type Figure, type Measurement } from './figures';

const few = 1_000;
const many = 100_000;
const rounds = 9;
const callsPerSample = 10;

interface Asked {
  readonly name: string;
  readonly operation: OperationName;
  readonly call: (world: FilledWorld) => Call;
  readonly goal?: number;
}

const asked: readonly Asked[] = [
  { name: 'First page of offers', operation: 'listOffers', call: () => ({}), goal: 1.5 },
  {
    name: 'Page in the middle, by status',
    operation: 'listOffers',
    call: ({ middle }) => ({ query: { status: 'active', cursor: middle } }),
    goal: 1.5,
  },
  {
    name: 'Search that most offers match',
    operation: 'listOffers',
    call: () => ({ query: { q: 'campaign' } }),
    goal: 1.5,
  },
  {
    name: 'Answers to one offer',
    operation: 'listRedemptions',
    call: ({ offerId }) => ({ params: { offerId }, query: { status: 'awaitingConfirmation' } }),
    goal: 1.5,
  },
  { name: 'Search that nothing matches', operation: 'listOffers', call: () => ({ query: { q: 'nowhere' } }) },
  { name: 'Status that no offer has', operation: 'listOffers', call: () => ({ query: { status: 'exhausted' } }) },
];

export async function measureLists(): Promise<Measurement> {
  const small = await FilledWorld.with(few);
  const large = await FilledWorld.with(many);
  const figures: Figure[] = [];
  for (const { name, operation, call, goal } of asked) {
    const time = (world: FilledWorld) => async () => {
      const started = performance.now();
      for (let n = 0; n < callsPerSample; n += 1) await world.ask(operation, call(world));
      return (performance.now() - started) / callsPerSample;
    };
    await time(small)();
    await time(large)();
    const taken = await inTurns(rounds, { small: time(small), large: time(large) });
    const [one, other] = [median(taken.small), median(taken.large)];
    figures.push({
      name,
      value: other / one,
      ...(goal === undefined ? {} : { goal: { atMost: goal } }),
      measured: `${shown(other)} ms among ${shown(many)}, ${shown(one)} ms among ${shown(few)}`,
    });
  }
  small.close();
  large.close();
  return { title: 'Lists', figures, limits };
}

const limits = `A page of 25 over the embedded store, through its handler, with the reading of partner and user in it; most of it is making the messages and links of the offers shown. A page walks an
index, so the number of documents hardly matters. Where filters match nothing a page looks at 20,000 documents, says where the next one
goes on, and costs no more however many there are. On Cosmos DB the same queries are served by its indexes (\`docs/adr/0011-lists-searches-and-exports.md\`); that was not
measured.`;

/** A partner with so many offers and as many answers, ten to an offer. */
class FilledWorld {
  private constructor(
    private readonly world: World,
    /** An old offer with answers. */
    readonly offerId: string,
    /** A cursor from which half of all offers are left. */
    readonly middle: string,
  ) {}

  static async with(count: number): Promise<FilledWorld> {
    const world = new World();
    await world.addPartner();
    const { code } = await world.invite({ reference: 'Autumn campaign' });
    await world.redeem(code);
    const [offer] = await world.documents('offer');
    const [answer] = await world.documents('redemption');
    const at = (n: number, id: string) => `${new Date(world.now + n * 1000).toISOString()}~${id}`;
    for (let from = 0; from < count; from += 50) {
      const documents = Array.from({ length: 50 }, (_, index) => from + index).flatMap((n) => {
        const [offerId, redemptionId] = [`offer-${n}`, `answer-${n}`];
        return [
          { ...offer, id: `offer:${offerId}`, type: 'offer', offerId, sortKey: at(n, offerId) },
          {
            ...answer,
            id: redemptionKey(redemptionId),
            type: 'redemption',
            redemptionId,
            offerId: `offer-${n - (n % 10)}`,
            sortKey: at(n, redemptionId),
          },
        ];
      });
      const written = await world.store.write(
        tenants.northwind,
        documents.map((document) => ({ kind: 'create', document })),
      );
      if (!written.ok) throw new Error('The offers were not written.');
    }
    const half = count / 2;
    return new FilledWorld(world, 'offer-100', Buffer.from(at(half, `offer-${half}`)).toString('base64url'));
  }

  async ask(operation: OperationName, call: Call): Promise<void> {
    const { status, text } = await this.world.call(operation, { as: noa, ...call });
    if (status !== 200) throw new Error(`${operation} answered ${status}: ${text}`);
  }

  close(): void {
    this.world.close();
  }
}
