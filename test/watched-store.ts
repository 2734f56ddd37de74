/** A store that is watched: it tells what was asked of it, and breaks when a test says so. */
import type {
  ChangePage,
  Condition,
  Count,
  CountQuery,
  DocumentRef,
  DocumentSchema,
  ListPage,
  ListQuery,
  Patch,
  Settings,
  Store,
  Stored,
  Write,
  WriteOutcome,
} from '../shared/ports';
import { World } from './world';

export interface StoreCall {
  readonly kind: 'read' | 'write' | 'patch' | 'list' | 'count' | 'due' | 'changes' | 'ping';
  /** The documents that it names. */
  readonly ids: readonly string[];
  /** What a batch writes. */
  readonly writes?: readonly Write[];
  /** Calls of one round were on their way at the same time. */
  readonly round: number;
}

/** Breaks a call: before it has any effect, or after, when the caller cannot know that it had. */
export interface Fault {
  readonly when: 'before' | 'after';
  readonly error: Error;
}

export class WatchedStore implements Store {
  readonly calls: StoreCall[] = [];
  /** Decides, by the number of a call since the last `forget`, whether it breaks. */
  fault: (index: number, call: StoreCall) => Fault | undefined = () => undefined;
  /** When set, every call waits for it first. */
  turn: (() => Promise<unknown>) | undefined;
  #round = 0;
  #underWay = 0;

  constructor(private readonly inner: Store) {}

  /** Starts counting anew. */
  forget(): void {
    this.calls.length = 0;
    this.#round = 0;
  }

  /** The calls that could change something. */
  get changing(): readonly StoreCall[] {
    return this.calls.filter(({ kind }) => kind === 'write' || kind === 'patch');
  }

  /** What was asked, round by round: `read read` were on their way together. */
  get rounds(): readonly string[] {
    const rounds = new Map<number, StoreCall['kind'][]>();
    for (const { kind, round } of this.calls) rounds.set(round, [...(rounds.get(round) ?? []), kind]);
    return [...rounds.values()].map((kinds) => kinds.join(' '));
  }

  read<T>(schema: DocumentSchema<T>, ref: DocumentRef, known?: Stored<T>): Promise<Stored<T> | undefined> {
    return this.#call('read', [ref.id], () => this.inner.read(schema, ref, known));
  }

  write(partition: string, writes: readonly Write[]): Promise<WriteOutcome> {
    const ids = writes.map((write) => ('document' in write ? write.document.id : write.id));
    return this.#call('write', ids, () => this.inner.write(partition, writes), writes);
  }

  patch<T>(
    schema: DocumentSchema<T>,
    ref: DocumentRef,
    patch: Patch,
    where?: readonly Condition[],
  ): Promise<Stored<T> | 'missing' | 'condition'> {
    return this.#call('patch', [ref.id], () => this.inner.patch(schema, ref, patch, where));
  }

  list<T>(schema: DocumentSchema<T>, query: ListQuery): Promise<ListPage<T>> {
    return this.#call('list', [], () => this.inner.list(schema, query));
  }

  count(query: CountQuery): Promise<Count> {
    return this.#call('count', [], () => this.inner.count(query));
  }

  due<T>(schema: DocumentSchema<T>, queue: string, before: Date, limit: number): Promise<readonly Stored<T>[]> {
    return this.#call('due', [], () => this.inner.due(schema, queue, before, limit));
  }

  changes(after: string | undefined, limit: number): Promise<ChangePage> {
    return this.#call('changes', [], () => this.inner.changes(after, limit));
  }

  ping(): Promise<void> {
    return this.#call('ping', [], () => this.inner.ping());
  }

  async #call<T>(
    kind: StoreCall['kind'],
    ids: readonly string[],
    work: () => Promise<T>,
    writes?: readonly Write[],
  ): Promise<T> {
    if (this.#underWay === 0) this.#round += 1;
    this.#underWay += 1;
    try {
      const call = { kind, ids, round: this.#round, ...(writes ? { writes } : {}) };
      const fault = this.fault(this.calls.push(call) - 1, call);
      if (this.turn) await this.turn();
      if (fault?.when === 'before') throw fault.error;
      const result = await work();
      if (fault) throw fault.error;
      return result;
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** A world with a partner in it, and the store that it uses being watched. */
export async function watchedWorld(
  settings: Partial<Settings> = {},
): Promise<{ readonly world: World; readonly store: WatchedStore }> {
  const stores: WatchedStore[] = [];
  const world = new World({
    settings,
    store: (inner) => {
      const store = new WatchedStore(inner);
      stores.push(store);
      return store;
    },
  });
  const [store] = stores;
  if (!store) throw new Error('The world did not take the store.');
  await world.addPartner();
  store.forget();
  return { world, store };
}
