/** A store that is copied in no time: documents that it begins with are shared, and what is written lies above them. It keeps the store contract. */
import * as z from 'zod';
import { holds, ordered, patched } from '../../local/document-patch';
import type {
  ChangePage,
  Clock,
  Condition,
  Count,
  CountQuery,
  DocumentRef,
  DocumentSchema,
  Filter,
  ListPage,
  ListQuery,
  Patch,
  Store,
  Stored,
  StoredDocument,
  Write,
  WriteOutcome,
  WriteRefusal,
} from '../../shared/ports';
import {
  asStoredDocument,
  checkConditions,
  checkFilters,
  checkId,
  checkLimit,
  checkPatch,
  checkPlaceList,
  checkUpTo,
  checkWrites,
  standsAt,
} from '../../shared/store/document-rules';

interface Row {
  readonly partition: string;
  readonly document: StoredDocument;
  readonly seq: number;
  readonly expiresAt: number;
}

/** Documents that nobody writes any more, and how they are found. */
interface Below {
  readonly rows: ReadonlyMap<string, Row>;
  readonly byType: ReadonlyMap<string, readonly Row[]>;
  readonly byQueue: ReadonlyMap<string, readonly Row[]>;
}

const Json = z.record(z.string(), z.unknown());
const Text = z.string();

export class MemoryStore implements Store {
  #above = new Map<string, Row | undefined>();
  #seq: number;

  constructor(
    private readonly partitionKey: string,
    private readonly clock: Clock,
    private readonly below: Below = indexed([]),
  ) {
    this.#seq = below.rows.size;
  }

  /** What lies in another store, ready to be begun from again and again. */
  static async copyOf(from: Pick<Store, 'changes'>, partitionKey: string, clock: Clock): Promise<MemoryStore> {
    const store = new MemoryStore(partitionKey, clock);
    for (const document of (await from.changes(undefined, 100_000)).documents)
      await store.write(String(document[partitionKey]), [{ kind: 'create', document }]);
    return store.copy(clock);
  }

  /** The same documents under another clock; whatever either of them writes, the other does not see. */
  copy(clock: Clock): MemoryStore {
    const rows = [...this.#all()].sort((one, other) => one.seq - other.seq);
    return new MemoryStore(this.partitionKey, clock, indexed(rows.map((row, index) => ({ ...row, seq: index + 1 }))));
  }

  /** One that begins as this one began. */
  again(clock: Clock): MemoryStore {
    return new MemoryStore(this.partitionKey, clock, this.below);
  }

  /** All that is stored, where one only looks. */
  documents(): readonly StoredDocument[] {
    return [...this.#all()].sort((one, other) => one.seq - other.seq).map(({ document }) => document);
  }

  /** As if somebody had read the document and written it again as it was: whoever knows it by its etag is too late. */
  touch(partition: string, id: string): void {
    const row = this.#find(partition, id);
    if (row) this.#above.set(keyOf(partition, id), { ...row, seq: (this.#seq += 1) });
  }

  read<T>(
    schema: DocumentSchema<T>,
    { partition, id }: DocumentRef,
    known?: Stored<T>,
  ): Promise<Stored<T> | undefined> {
    return answer(() => {
      checkId(partition);
      checkId(id);
      const row = this.#find(partition, id);
      return row && known?.etag === String(row.seq) ? known : row && stored(schema, row);
    });
  }

  write(partition: string, writes: readonly Write[]): Promise<WriteOutcome> {
    return answer((): WriteOutcome => {
      const checked = checkWrites(this.partitionKey, partition, writes);
      const before = new Map(this.#above);
      try {
        const etags: (string | undefined)[] = [];
        for (const [index, write] of checked.entries()) {
          const outcome = this.#apply(partition, write);
          if (typeof outcome === 'string') {
            this.#above = before;
            return { ok: false, index, reason: outcome };
          }
          etags.push(outcome && String(outcome.seq));
        }
        return { ok: true, etags };
      } catch (error) {
        this.#above = before;
        throw error;
      }
    });
  }

  patch<T>(
    schema: DocumentSchema<T>,
    { partition, id }: DocumentRef,
    patch: Patch,
    where: readonly Condition[] = [],
  ): Promise<Stored<T> | 'missing' | 'condition'> {
    return answer(() => {
      checkId(partition);
      checkId(id);
      checkPatch(this.partitionKey, patch);
      checkConditions(where);
      const outcome = this.#patch(partition, { id, patch, where });
      return typeof outcome === 'string' ? outcome : stored(schema, outcome);
    });
  }

  list<T>(schema: DocumentSchema<T>, query: ListQuery): Promise<ListPage<T>> {
    return answer(() => {
      const { partition, type, where = [], limit, after, in: within, order = 'newest' } = query;
      checkId(partition);
      checkFilters(where);
      checkPlaceList(query);
      checkLimit(query);
      const sign = order === 'newest' ? -1 : 1;
      const found: { readonly place: string; readonly row: Row }[] = [];
      for (const row of this.#rows(this.below.byType.get(type))) {
        if (row.partition !== partition || row.document.type !== type) continue;
        const place = standsAt(row.document, query);
        if (place === undefined || (after !== undefined && ordered(place, after) * sign <= 0)) continue;
        if (within?.from !== undefined && place < within.from) continue;
        if (within?.below !== undefined && place >= within.below) continue;
        if (where.every((filter) => passes(row.document, filter))) found.push({ place, row });
      }
      found.sort((one, other) => ordered(one.place, other.place) * sign);
      const page = found.slice(0, limit);
      const next = found.length > limit ? page.at(-1)?.place : undefined;
      return { items: page.map(({ row }) => stored(schema, row)), ...(next === undefined ? {} : { next }) };
    });
  }

  count({ partition, type, where = [], upTo }: CountQuery): Promise<Count> {
    return answer(() => {
      checkId(partition);
      checkFilters(where);
      checkUpTo({ upTo });
      let count = 0;
      for (const row of this.#rows(this.below.byType.get(type)))
        if (row.partition === partition && row.document.type === type && row.document.sortKey !== undefined)
          if (where.every((filter) => passes(row.document, filter))) count += 1;
      return { count: Math.min(count, upTo), more: count > upTo };
    });
  }

  due<T>(schema: DocumentSchema<T>, queue: string, before: Date, limit: number): Promise<readonly Stored<T>[]> {
    return answer(() => {
      checkLimit({ limit });
      const end = before.toISOString();
      const due: Row[] = [];
      for (const row of this.#rows(this.below.byQueue.get(queue)))
        if (row.document.queue === queue && row.document.dueAt !== undefined && row.document.dueAt <= end)
          due.push(row);
      const at = ({ document }: Row) => document.dueAt ?? '';
      due.sort((one, other) => ordered(at(one), at(other)) || one.seq - other.seq);
      return due.slice(0, limit).map((row) => stored(schema, row));
    });
  }

  changes(after: string | undefined, limit: number): Promise<ChangePage> {
    return answer(() => {
      checkLimit({ limit });
      const since = Number(after ?? 0);
      if (!Number.isSafeInteger(since)) throw new RangeError('This is no position in the change feed');
      const changed = [...this.#all()].filter(({ seq }) => seq > since).sort((one, other) => one.seq - other.seq);
      const page = changed.slice(0, limit);
      return { documents: page.map(({ document }) => document), position: String(page.at(-1)?.seq ?? since) };
    });
  }

  ping(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.#above.clear();
  }

  /** All that is visible of those below, and of those above. */
  #rows(below: Iterable<Row> = []): readonly Row[] {
    const now = this.clock.now().getTime();
    const rows: Row[] = [];
    for (const row of below)
      if (row.expiresAt > now && !this.#above.has(keyOf(row.partition, row.document.id))) rows.push(row);
    for (const row of this.#above.values()) if (row && row.expiresAt > now) rows.push(row);
    return rows;
  }

  #all(): readonly Row[] {
    return this.#rows(this.below.rows.values());
  }

  #find(partition: string, id: string): Row | undefined {
    const key = keyOf(partition, id);
    const row = this.#above.has(key) ? this.#above.get(key) : this.below.rows.get(key);
    return row && row.expiresAt > this.clock.now().getTime() ? row : undefined;
  }

  #apply(partition: string, write: Write): Row | WriteRefusal | undefined {
    if (write.kind === 'patch') return this.#patch(partition, write);
    const row = this.#find(partition, write.kind === 'delete' ? write.id : write.document.id);
    if (write.kind === 'create') return row ? 'exists' : this.#put(partition, write.document);
    if (!row) return 'missing';
    if (String(row.seq) !== write.etag) return 'stale';
    if (write.kind === 'replace') return this.#put(partition, write.document);
    this.#above.set(keyOf(partition, write.id), undefined);
    return undefined;
  }

  #patch(
    partition: string,
    { id, patch, where = [] }: { readonly id: string; readonly patch: Patch; readonly where?: readonly Condition[] },
  ): Row | 'missing' | 'condition' {
    const row = this.#find(partition, id);
    if (!row) return 'missing';
    if (!where.every((condition) => holds(row.document, condition))) return 'condition';
    return this.#put(partition, asDocument(patched(row.document, patch)));
  }

  #put(partition: string, written: StoredDocument): Row {
    const document = frozen(asDocument(JSON.parse(JSON.stringify(written))));
    const { ttl = -1 } = document;
    const expiresAt = ttl > 0 ? this.clock.now().getTime() + ttl * 1000 : Infinity;
    const row = { partition, document, seq: (this.#seq += 1), expiresAt };
    this.#above.delete(keyOf(partition, document.id));
    this.#above.set(keyOf(partition, document.id), row);
    return row;
  }
}

function indexed(rows: readonly Row[]): Below {
  const by = (name: (row: Row) => string | undefined): ReadonlyMap<string, readonly Row[]> => {
    const found = new Map<string, Row[]>();
    for (const row of rows) {
      const key = name(row);
      if (key !== undefined) found.set(key, [...(found.get(key) ?? []), row]);
    }
    return found;
  };
  return {
    rows: new Map(rows.map((row) => [keyOf(row.partition, row.document.id), row])),
    byType: by(({ document }) => document.type),
    byQueue: by(({ document }) => document.queue),
  };
}

function keyOf(partition: string, id: string): string {
  return `${partition}/${id}`;
}

function answer<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

function stored<T>(schema: DocumentSchema<T>, { document, seq }: Row): Stored<T> {
  return { document: schema.parse(document), etag: String(seq) };
}

function asDocument(value: unknown): StoredDocument {
  const document = asStoredDocument(value);
  if (!document) throw new TypeError('This is no document');
  return document;
}

/** Whoever changes what was read would change what is stored. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

function fieldOf(document: StoredDocument, field: string): unknown {
  const [first = '', second] = field.split('.');
  const value = document[first];
  if (second === undefined) return value;
  const inner = Json.safeParse(value);
  return inner.success ? inner.data[second] : undefined;
}

function passes(document: StoredDocument, filter: Filter): boolean {
  if ('anyOf' in filter) return filter.anyOf.some((one) => passes(document, one));
  const value = fieldOf(document, filter.field);
  const text = Text.safeParse(value).data;
  if ('contains' in filter) return text?.includes(filter.contains) ?? false;
  if ('has' in filter) return Array.isArray(value) && value.includes(filter.has);
  if ('oneOf' in filter) return text !== undefined && filter.oneOf.includes(text);
  const alone = { value };
  if ('above' in filter)
    return typeof value === typeof filter.above && !holds(alone, { field: 'value', atMost: filter.above });
  return holds(alone, { ...filter, field: 'value' });
}
