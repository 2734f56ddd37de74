/** Where every call of the fuzz begins: one world in memory that is copied in no time, so that no call meets what another one did. */
import type { HttpOperationName } from '../../shared/http/access';
import type { Store, StoredDocument } from '../../shared/ports';
import { entrances } from '../code-entrances';
import { goodCalls, portalWorld, type Here } from '../portal-world';
import { MemoryStore } from '../simulation/memory-store';
import { WatchedStore } from '../watched-store';
import { World, type Call } from '../world';

/** What a call has written, or tried to. */
export interface Written {
  readonly before: StoredDocument | undefined;
  /** Nothing when it was removed. */
  readonly after: StoredDocument | undefined;
}

type Preparation = (world: World, here: Here) => Promise<Call>;

/** What has to happen before the good call of an operation is good, where something has to. */
const preparations: Readonly<Partial<Record<HttpOperationName, Preparation>>> = {
  ...Object.fromEntries(
    Object.entries(entrances).map(([name, entrance]): [string, Preparation] => [
      name,
      async (world, here) => {
        const [right, enter] = await entrance(world, here);
        return enter(right);
      },
    ]),
  ),
  requestFreshLink: async (world, here) => {
    await world.call('revokeOffer', { ...goodCalls.revokeOffer(here), params: { offerId: here.offerId } });
    return goodCalls.requestFreshLink(here);
  },
  resendCode: (world, here) => {
    world.pass({ minutes: 2 });
    return Promise.resolve(goodCalls.resendCode(here));
  },
  resendAdministratorCodes: async (world, here) => {
    await world.call('changeAdministrator', goodCalls.changeAdministrator(here));
    world.pass({ minutes: 2 });
    return goodCalls.resendAdministratorCodes(here);
  },
};

/** Operations that find what they need in one and the same world. */
let common: Promise<Ground> | undefined;

/** Where the calls of an operation begin. */
export function groundFor(name: HttpOperationName): Promise<Ground> {
  const prepare = preparations[name];
  return prepare ? Ground.made(prepare) : (common ??= Ground.made());
}

export class Ground<There = Here> {
  #world: World | undefined;
  /** The stores of that world. */
  #inner: readonly [partners: MemoryStore, keys: MemoryStore] | undefined;
  #watched: WatchedStore[] = [];

  private constructor(
    private readonly stores: readonly [partners: MemoryStore, keys: MemoryStore],
    private readonly now: number,
    readonly here: There,
    /** The good call of the operation for which it was made. */
    readonly prepared: Call | undefined,
  ) {}

  static async made(prepare?: Preparation): Promise<Ground> {
    const { world, here } = await portalWorld();
    return Ground.of(world, here, await prepare?.(world, here));
  }

  /** What is in this world, which ends with that. */
  static async of<There>(world: World, here: There, prepared?: Call): Promise<Ground<There>> {
    const clock = { now: () => new Date(world.now) };
    const stores = [
      await MemoryStore.copyOf(world.store, 'partnerId', clock),
      await MemoryStore.copyOf(world.keyStore, 'id', clock),
    ] as const;
    world.close();
    return new Ground(stores, world.now, here, prepared);
  }

  /** The world as it was made; another one as soon as a call has written to it. */
  get world(): World {
    if (this.#world && this.#watched.every(({ changing }) => changing.length === 0)) return this.#world;
    const clock = { now: () => new Date(this.now) };
    this.#watched = [];
    const watch = (inner: Store) => {
      const store = new WatchedStore(inner);
      this.#watched.push(store);
      return store;
    };
    const [store, keyStore] = (this.#inner = [this.stores[0].again(clock), this.stores[1].again(clock)]);
    this.#world = new World({ over: { store, keyStore }, salt: 'fuzz', store: watch, keyStore: watch });
    this.#world.now = this.now;
    return this.#world;
  }

  /** Another one, as it was made. */
  anew(): World {
    this.#world = undefined;
    return this.world;
  }

  /** What the last call changed of what is stored. */
  written(): readonly Written[] {
    if (!this.#inner || this.#watched.every(({ changing }) => changing.length === 0)) return [];
    const [partners, keys] = this.#inner;
    return [...changesOf(this.stores[0].documents(), partners), ...changesOf(this.stores[1].documents(), keys)];
  }
}

function changesOf(before: readonly StoredDocument[], store: MemoryStore): readonly Written[] {
  const keyOf = ({ partnerId, id }: StoredDocument) => JSON.stringify([partnerId, id]);
  const left = new Map(before.map((document) => [keyOf(document), document]));
  const changed: Written[] = [];
  for (const after of store.documents()) {
    const known = left.get(keyOf(after));
    left.delete(keyOf(after));
    if (known !== after && JSON.stringify(known) !== JSON.stringify(after)) changed.push({ before: known, after });
  }
  return [...changed, ...[...left.values()].map((gone) => ({ before: gone, after: undefined }))];
}
