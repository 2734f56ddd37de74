/** A store that adds up what Cosmos DB would charge for what is asked of it. */
import type { ContainerName } from '../../shared/cosmos/containers';
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
  Store,
  Stored,
  StoredDocument,
  Write,
  WriteOutcome,
} from '../../shared/ports';
import {
  bytesOf,
  createUnits,
  deleteUnits,
  patchUnits,
  queryUnits,
  readUnits,
  refusedWriteUnits,
  replaceUnits,
} from './request-units';

/** What was asked of the store since the last `take`. */
export interface Tally {
  readonly reads: number;
  readonly queries: number;
  readonly patches: number;
  /** Single writes and batches. */
  readonly batches: number;
  /** Documents that these wrote. */
  readonly writes: number;
  readonly units: number;
  /** Request units by the partition that they fell on; queries of all partitions by none. */
  readonly unitsByPartition: ReadonlyMap<string, number>;
}

type Counter = { -readonly [Name in Exclude<keyof Tally, 'unitsByPartition'>]: number };

const nothing = (): Counter => ({ reads: 0, queries: 0, patches: 0, batches: 0, writes: 0, units: 0 });
const anything: DocumentSchema<StoredDocument> = { parse: (value) => value as StoredDocument };

/** What several tallies come to. */
export function together(tallies: readonly Tally[]): Tally {
  const sum = nothing();
  const unitsByPartition = new Map<string, number>();
  for (const tally of tallies) {
    for (const name of Object.keys(sum) as (keyof Counter)[]) sum[name] += tally[name];
    for (const [partition, units] of tally.unitsByPartition)
      unitsByPartition.set(partition, (unitsByPartition.get(partition) ?? 0) + units);
  }
  return { ...sum, unitsByPartition };
}

export class CountingStore implements Store {
  #counter = nothing();
  #byPartition = new Map<string, number>();

  constructor(
    private readonly inner: Store,
    private readonly container: ContainerName,
  ) {}

  /** What was counted, and begins anew. */
  take(): Tally {
    const taken = { ...this.#counter, unitsByPartition: this.#byPartition };
    this.#counter = nothing();
    this.#byPartition = new Map();
    return taken;
  }

  async read<T>(schema: DocumentSchema<T>, ref: DocumentRef, known?: Stored<T>): Promise<Stored<T> | undefined> {
    const stored = await this.#stored(ref);
    this.#count('reads', ref.partition, readUnits(stored ? bytesOf(stored) : 0));
    return this.inner.read(schema, ref, known);
  }

  async write(partition: string, writes: readonly Write[]): Promise<WriteOutcome> {
    const before = await Promise.all(writes.map((write) => this.#stored({ partition, id: idOf(write) })));
    const outcome = await this.inner.write(partition, writes);
    this.#count('batches', partition, 0);
    for (const [index, write] of writes.entries()) {
      const old = before[index];
      const young = outcome.ok ? await this.#stored({ partition, id: idOf(write) }) : undefined;
      this.#count('writes', partition, outcome.ok ? this.#unitsOf(write, old, young) : refusedWriteUnits);
    }
    return outcome;
  }

  async patch<T>(
    schema: DocumentSchema<T>,
    ref: DocumentRef,
    patch: Patch,
    where?: readonly Condition[],
  ): Promise<Stored<T> | 'missing' | 'condition'> {
    const before = await this.#stored(ref);
    const outcome = await this.inner.patch(schema, ref, patch, where);
    const after = typeof outcome === 'string' ? undefined : await this.#stored(ref);
    const units = before && after ? patchUnits(this.container, before, after, propertiesOf(patch)) : refusedWriteUnits;
    this.#count('patches', ref.partition, units);
    return outcome;
  }

  async list<T>(schema: DocumentSchema<T>, query: ListQuery): Promise<ListPage<T>> {
    const raw = await this.inner.list(anything, query);
    this.#count('queries', query.partition, queryUnits(raw.items.map(({ document }) => bytesOf(document))));
    return { ...raw, items: raw.items.map((item) => ({ ...item, document: schema.parse(item.document) })) };
  }

  async count(query: CountQuery): Promise<Count> {
    const counted = await this.inner.count(query);
    this.#count('queries', query.partition, queryUnits([]));
    return counted;
  }

  async due<T>(schema: DocumentSchema<T>, queue: string, before: Date, limit: number): Promise<readonly Stored<T>[]> {
    const raw = await this.inner.due(anything, queue, before, limit);
    this.#count('queries', undefined, queryUnits(raw.map(({ document }) => bytesOf(document))));
    return raw.map((item) => ({ ...item, document: schema.parse(item.document) }));
  }

  changes(after: string | undefined, limit: number): Promise<ChangePage> {
    return this.inner.changes(after, limit);
  }

  ping(): Promise<void> {
    return this.inner.ping();
  }

  #unitsOf(write: Write, before: StoredDocument | undefined, after: StoredDocument | undefined): number {
    if (write.kind === 'delete') return before ? deleteUnits(this.container, before) : refusedWriteUnits;
    if (!after) return refusedWriteUnits;
    if (write.kind === 'create' || !before) return createUnits(this.container, after);
    if (write.kind === 'replace') return replaceUnits(this.container, before, after);
    return patchUnits(this.container, before, after, propertiesOf(write.patch));
  }

  #count(kind: keyof Counter, partition: string | undefined, units: number): void {
    this.#counter[kind] += 1;
    this.#counter.units += units;
    if (partition !== undefined) this.#byPartition.set(partition, (this.#byPartition.get(partition) ?? 0) + units);
  }

  async #stored(ref: DocumentRef): Promise<StoredDocument | undefined> {
    return (await this.inner.read(anything, ref))?.document;
  }
}

function idOf(write: Write): string {
  return 'document' in write ? write.document.id : write.id;
}

function propertiesOf({ set = {}, increment = {}, remove = [] }: Patch): number {
  return Object.keys(set).length + Object.keys(increment).length + remove.length;
}
