/** The document engine of the local runtime and of the tests: one SQLite file, which several processes may share. */
import { DatabaseSync } from '@photostructure/sqlite';
import * as z from 'zod';
import type {
  ChangePage,
  Clock,
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
  WriteRefusal,
} from '../shared/ports';
import { StoreUnavailable } from '../shared/ports';
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
} from '../shared/store/document-rules';
import { holds, ordered, patched } from './document-patch';
import { OneTurn } from './one-turn';
import { addMissingColumns } from './sqlite-columns';
import {
  beyondCount,
  countStatement,
  endOfReach,
  pageStatement,
  placeTables,
  placeTablesCreated,
  textColumns,
  textIndexesCreated,
  textsOf,
  visible,
  type Parameter,
} from './sqlite-list';

interface SqliteStoreOptions {
  readonly file: string;
  readonly container: string;
  /** The field of a document that names its partition. */
  readonly partitionKey: string;
  readonly clock: Clock;
  /** How long another process may keep the file to itself. */
  readonly busyForMs?: number;
  /** How many documents one page of a filtered list looks at. */
  readonly looksAt?: number;
  /** What a commit waits for. A killed process loses nothing at any level, a machine without power what the system had not written yet: only FULL waits for the disk at each commit, and with OFF the file may break. */
  readonly synchronous?: Synchronous;
}

/** The levels of SQLite's own setting of that name. */
export const synchronousLevels = ['OFF', 'NORMAL', 'FULL'] as const;
type Synchronous = (typeof synchronousLevels)[number];

type Database = InstanceType<typeof DatabaseSync>;
type Statement = ReturnType<Database['prepare']>;

const Row = z.object({ body: z.string(), seq: z.number() });
const RowUnlessKnown = z.object({ body: z.string().nullable(), seq: z.number() });
type Row = z.infer<typeof Row>;
const Sequence = z.object({ value: z.number() });
const Place = z.object({ place: z.string() }).optional();
const Numbered = z.object({ number: z.number() });
const Collected = z.object({ partition: z.string(), id: z.string(), body: z.string() });
const StoodRow = z.looseObject({ body: z.string(), seq: z.number(), gone: z.number() });
const SqliteError = z.object({ errcode: z.number() });

/** SQLite writes an index anew whenever one of its columns is set, also to what it was. */
const indexedColumns = [
  'type',
  'sort_key',
  'queue',
  'due_at',
  'expires_at',
  ...textColumns.map(({ column }) => column),
];

const mostCollectedPerCommit = 20;
const mostWritesPerCommit = 100;
/** SQLITE_BUSY, LOCKED, IOERR, FULL and CANTOPEN; the higher bits of a code only say more. */
const unavailableCodes = new Set([5, 6, 10, 13, 14]);

interface Stood extends Row {
  readonly isVisible: boolean;
  /** What its indexed columns hold. */
  readonly indexed: Readonly<Record<string, unknown>>;
}

interface WaitingWrite {
  readonly attempt: () => { readonly isKept: boolean; readonly tell: () => void };
  readonly fail: (reason: unknown) => void;
}

/** A {@link Store} over one table of the file, both made when they are missing. What a document's ttl has passed is invisible at once and deleted by later writes. */
export class SqliteStore implements Store {
  // A statement does not keep its database alive: without this field the garbage collector closes it.
  private readonly database: Database;
  private readonly statements = new Map<string, Statement>();
  private readonly listNumbers = new Map<string, number>();
  private readonly table: string;
  private readonly partitionKey: string;
  private readonly clock: Clock;
  private readonly looksAt: number;
  private readonly reads = new OneTurn<() => void>((reads) => this.readTogether(reads));
  private readonly writes = new OneTurn<WaitingWrite>((writes) => this.writeTogether(writes), mostWritesPerCommit);
  private readonly findOne: string;
  private readonly findUnlessKnown: string;
  private readonly findAny: string;
  private readonly insertOne: string;
  /** The last number that was given, while writes are committed. */
  private sequence = 0;

  constructor({
    file,
    container,
    partitionKey,
    clock,
    busyForMs = 5_000,
    looksAt = 20_000,
    synchronous = 'NORMAL',
  }: SqliteStoreOptions) {
    if (!/^[A-Za-z]+$/.test(container)) throw new RangeError(`This cannot be a container: ${container}`);
    this.table = `"${container}"`;
    this.findOne = `SELECT body, seq FROM ${this.table} WHERE partition = ? AND id = ? AND ${visible}`;
    this.findUnlessKnown = `SELECT iif(seq = ?, NULL, body) AS body, seq FROM ${this.table} WHERE partition = ? AND id = ? AND ${visible}`;
    this.findAny = `SELECT body, seq, expires_at IS NOT NULL AND expires_at <= ? AS gone, ${indexedColumns.join(', ')}
      FROM ${this.table} WHERE partition = ? AND id = ?`;
    const columns = ['partition', 'id', 'seq', 'body', 'text_seq', ...indexedColumns];
    this.insertOne = `INSERT INTO ${this.table} (${columns.join(', ')}) VALUES (?${', ?'.repeat(columns.length - 1)})`;
    this.partitionKey = partitionKey;
    this.clock = clock;
    this.looksAt = looksAt;
    this.database = answering(() => new DatabaseSync(file, { timeout: busyForMs }));
    answering(() => this.prepareFile(container, synchronous));
    this.database.function('code_unit_order', { deterministic: true }, (left: unknown, right: unknown) =>
      typeof left === 'string' && typeof right === 'string' ? ordered(left, right) : null,
    );
  }

  read<T>(
    schema: DocumentSchema<T>,
    { partition, id }: DocumentRef,
    known?: Stored<T>,
  ): Promise<Stored<T> | undefined> {
    return this.withOthers(() => {
      checkId(partition);
      checkId(id);
      if (known === undefined) {
        const row = this.find(partition, id);
        return row && stored(schema, row);
      }
      const found: unknown = this.prepare(this.findUnlessKnown).get(Number(known.etag), partition, id, this.now());
      if (found === undefined) return undefined;
      const { body, seq } = RowUnlessKnown.parse(found);
      return body === null ? known : stored(schema, { body, seq });
    });
  }

  write(partition: string, writes: readonly Write[]): Promise<WriteOutcome> {
    return this.answer(() => {
      const checked = checkWrites(this.partitionKey, partition, writes);
      return this.commitWithOthers((): WriteOutcome => {
        let seq = this.nextSequence(checked.length);
        const etags: (string | undefined)[] = [];
        for (const [index, write] of checked.entries()) {
          const outcome = this.apply(partition, write, seq);
          if (typeof outcome === 'string') return { ok: false, index, reason: outcome };
          etags.push(write.kind === 'delete' ? undefined : String(seq));
          seq += 1;
        }
        return { ok: true, etags };
      });
    });
  }

  patch<T>(
    schema: DocumentSchema<T>,
    { partition, id }: DocumentRef,
    patch: Patch,
    where: readonly Condition[] = [],
  ): Promise<Stored<T> | 'missing' | 'condition'> {
    return this.answer(async () => {
      checkId(partition);
      checkId(id);
      checkPatch(this.partitionKey, patch);
      checkConditions(where);
      const outcome = await this.commitWithOthers(() =>
        this.patchRow(partition, { id, patch, where }, this.nextSequence(1)),
      );
      return typeof outcome === 'string' ? outcome : stored(schema, outcome);
    });
  }

  list<T>(schema: DocumentSchema<T>, query: ListQuery): Promise<ListPage<T>> {
    return this.answer(() => {
      const { partition, where = [], limit } = query;
      checkId(partition);
      checkFilters(where);
      checkPlaceList(query);
      checkLimit(query);
      const rows: Row[] = [];
      let { after } = query;
      let end: string | undefined;
      // What is near fills most pages, and to find how far a page may look costs as much as it is far.
      const { near } = this;
      for (const looksAt of [near, this.looksAt - near]) {
        end = this.endOfReach({ ...query, after }, looksAt);
        const rest = { ...query, after, limit: limit - rows.length };
        const { sql, parameters } = pageStatement(this.table, rest, end, this.now());
        rows.push(...this.rows(sql, parameters));
        if (rows.length > limit || end === undefined) break;
        after = end;
      }
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next = rows.length > limit && last ? standsAt(asStoredDocument(JSON.parse(last.body)), query) : end;
      return { items: page.map((row) => stored(schema, row)), ...(next === undefined ? {} : { next }) };
    });
  }

  count(query: CountQuery): Promise<Count> {
    return this.answer(() => {
      checkId(query.partition);
      checkFilters(query.where ?? []);
      checkUpTo(query);
      const { sql, parameters } = countStatement(this.table, query, this.near, this.now());
      const found = this.prepare(sql).all(...parameters).length;
      if (found > query.upTo) return { count: query.upTo, more: true };
      const beyond = beyondCount(this.table, query, this.near);
      return { count: found, more: this.prepare(beyond.sql).get(...beyond.parameters) !== undefined };
    });
  }

  due<T>(schema: DocumentSchema<T>, queue: string, before: Date, limit: number): Promise<readonly Stored<T>[]> {
    return this.answer(() => {
      checkLimit({ limit });
      return this.rows(
        `SELECT body, seq FROM ${this.table} WHERE queue = ? AND due_at <= ? AND ${visible} ORDER BY due_at, seq LIMIT ?`,
        [queue, before.toISOString(), this.now(), limit],
      ).map((row) => stored(schema, row));
    });
  }

  changes(after: string | undefined, limit: number): Promise<ChangePage> {
    return this.answer(() => {
      checkLimit({ limit });
      const since = Number(after ?? 0);
      if (!Number.isSafeInteger(since)) throw new RangeError('This is no position in the change feed');
      const rows = this.rows(`SELECT body, seq FROM ${this.table} WHERE seq > ? AND ${visible} ORDER BY seq LIMIT ?`, [
        since,
        this.now(),
        limit,
      ]);
      return {
        documents: rows.flatMap(({ body }) => asStoredDocument(JSON.parse(body)) ?? []),
        position: String(rows.at(-1)?.seq ?? since),
      };
    });
  }

  ping(): Promise<void> {
    return this.answer(() => {
      this.prepare('SELECT 1').get();
    });
  }

  /** Releases the file; the store cannot be used afterwards. */
  close(): void {
    this.writes.finish();
    this.reads.finish();
    this.statements.clear();
    this.database.close();
  }

  private get near(): number {
    return Math.ceil(this.looksAt / 20);
  }

  private prepareFile(container: string, synchronous: Synchronous): void {
    // Switching to WAL needs the file alone and does not wait for it, so processes that start together take turns here.
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.database.exec('PRAGMA journal_mode = WAL');
        break;
      } catch (error) {
        if (attempt === 50 || !isUnavailable(error)) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      }
    }
    this.database.exec(`
      PRAGMA synchronous = ${synchronous};
      PRAGMA secure_delete = ON;
      BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS sequences (container TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
      INSERT OR IGNORE INTO sequences VALUES ('${container}', 0);
      CREATE TABLE IF NOT EXISTS ${this.table} (
        partition TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, sort_key TEXT, queue TEXT, due_at TEXT,
        expires_at INTEGER, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (partition, id)
      );
    `);
    this.fillTextColumns(container);
    this.database.exec(`
      CREATE UNIQUE INDEX IF NOT EXISTS "${container}_seq" ON ${this.table} (seq);
      CREATE INDEX IF NOT EXISTS "${container}_list" ON ${this.table} (partition, type, sort_key) WHERE sort_key IS NOT NULL;
      ${textIndexesCreated(this.table)}
      ${placeTablesCreated(this.table)}
      CREATE INDEX IF NOT EXISTS "${container}_due" ON ${this.table} (queue, due_at) WHERE queue IS NOT NULL;
      CREATE INDEX IF NOT EXISTS "${container}_garbage" ON ${this.table} (expires_at) WHERE expires_at IS NOT NULL;
      COMMIT;
    `);
  }

  /** Of documents that a version wrote which looked for these texts in the bodies, before this one or since: their numbers are not the ones that the texts are of. */
  private fillTextColumns(container: string): void {
    const declared = textColumns.map(({ column }) => [column, 'TEXT'] as const);
    addMissingColumns(this.database, this.table, { text_seq: 'INTEGER', ...Object.fromEntries(declared) });
    const filled = textColumns.map(({ column, inBody }) => `${column} = ${inBody}`).join(', ');
    this.database.exec(`UPDATE ${this.table} SET ${filled}, text_seq = seq WHERE text_seq IS NOT seq`);
    for (const { field } of textColumns)
      for (const name of ['by', 'counted_by'])
        this.database.exec(`DROP INDEX IF EXISTS "${container}_${name}_${field.replace('.', '_')}"`);
  }

  private endOfReach(query: ListQuery, looksAt: number): string | undefined {
    const statement = endOfReach(this.table, query, looksAt);
    if (statement === undefined) return undefined;
    const row: unknown = this.prepare(statement.sql).get(...statement.parameters);
    return Place.parse(row)?.place;
  }

  private apply(partition: string, write: Write, seq: number): Row | WriteRefusal | undefined {
    if (write.kind === 'patch') return this.patchRow(partition, write, seq);
    const stood = this.stood(partition, write.kind === 'delete' ? write.id : write.document.id);
    if (write.kind === 'create') return stood?.isVisible ? 'exists' : this.put(partition, write.document, seq, stood);
    if (!stood?.isVisible) return 'missing';
    if (String(stood.seq) !== write.etag) return 'stale';
    if (write.kind === 'replace') return this.put(partition, write.document, seq, stood);
    this.place(partition, write.id, stood);
    this.run(`DELETE FROM ${this.table} WHERE partition = ? AND id = ?`, [partition, write.id]);
    return undefined;
  }

  private patchRow(
    partition: string,
    { id, patch, where = [] }: { readonly id: string; readonly patch: Patch; readonly where?: readonly Condition[] },
    seq: number,
  ): Row | 'missing' | 'condition' {
    const stood = this.stood(partition, id);
    if (!stood?.isVisible) return 'missing';
    const document = asStoredDocument(JSON.parse(stood.body));
    if (!document) throw new TypeError('This is no document');
    if (!where.every((condition) => holds(document, condition))) return 'condition';
    const after = asStoredDocument(patched(document, patch));
    if (!after) throw new TypeError('A patch leaves a document what it is');
    return this.put(partition, after, seq, stood);
  }

  private put(partition: string, document: StoredDocument, seq: number, stood: Stood | undefined): Row {
    const body = JSON.stringify(document);
    const { id, type, sortKey = null, queue = null, dueAt = null, ttl = -1 } = document;
    this.place(partition, id, stood, document);
    const expiresAt = ttl > 0 ? this.now() + ttl * 1_000 : null;
    const indexed = [type, sortKey, queue, dueAt, expiresAt, ...textsOf(document)];
    if (!stood) this.run(this.insertOne, [partition, id, seq, body, seq, ...indexed]);
    else {
      const changed = [...indexedColumns.entries()].filter(([at, column]) => indexed[at] !== stood.indexed[column]);
      const set = ['seq', 'body', 'text_seq', ...changed.map(([, column]) => column)].map((column) => `${column} = ?`);
      this.run(`UPDATE ${this.table} SET ${set.join(', ')} WHERE partition = ? AND id = ?`, [
        ...[seq, body, seq],
        ...changed.map(([at]) => indexed[at] ?? null),
        ...[partition, id],
      ]);
    }
    return { body, seq };
  }

  /** Lets the document stand where it says, and nowhere else; what is stored of it still says where it stood. */
  private place(partition: string, id: string, stood: Pick<Stood, 'body'> | undefined, after?: StoredDocument): void {
    const wanted = Object.entries(after?.places ?? {});
    // Most documents stand nowhere, and never did.
    if (wanted.length === 0 && stood?.body.includes('"places"') !== true) return;
    const { documents, places } = placeTables(this.table);
    const known: unknown = this.prepare(
      `SELECT document AS number FROM ${documents} WHERE of_partition = ? AND of_id = ?`,
    ).get(partition, id);
    if (known === undefined && wanted.length === 0) return;
    const number = known === undefined ? this.placedNumber(partition, id) : Numbered.parse(known).number;
    const before = stood && asStoredDocument(JSON.parse(stood.body));
    const isSame = before?.type === after?.type;
    const stays = ([list, place]: readonly [string, string]) => isSame && after?.places?.[list] === place;
    const gone = Object.entries(before?.places ?? {}).filter((one) => !stays(one));
    const added = wanted.filter(([list, place]) => !isSame || before?.places?.[list] !== place);
    for (const [list, place] of gone)
      this.run(`DELETE FROM ${places} WHERE list = ? AND place = ? AND document = ?`, [
        this.listNumber(partition, before?.type ?? '', list),
        place,
        number,
      ]);
    if (added.length > 0) {
      const byList = added.map(([list, place]) => [this.listNumber(partition, after?.type ?? '', list), place]);
      // One statement for all of them: calling the engine costs more than what it does.
      this.run(`INSERT INTO ${places} SELECT CAST(key AS INTEGER), value, ? FROM json_each(?)`, [
        number,
        JSON.stringify(Object.fromEntries(byList)),
      ]);
    }
    if (wanted.length === 0) this.run(`DELETE FROM ${documents} WHERE document = ?`, [number]);
  }

  private placedNumber(partition: string, id: string): number {
    const { documents } = placeTables(this.table);
    const made: unknown = this.prepare(
      `INSERT INTO ${documents} (of_partition, of_id) VALUES (?, ?) RETURNING document AS number`,
    ).get(partition, id);
    return Numbered.parse(made).number;
  }

  private listNumber(partition: string, type: string, name: string): number {
    const key = JSON.stringify([partition, type, name]);
    const known = this.listNumbers.get(key);
    if (known !== undefined) return known;
    const { lists } = placeTables(this.table);
    this.run(`INSERT OR IGNORE INTO ${lists} (of_partition, of_type, name) VALUES (?, ?, ?)`, [partition, type, name]);
    const found: unknown = this.prepare(
      `SELECT list AS number FROM ${lists} WHERE of_partition = ? AND of_type = ? AND name = ?`,
    ).get(partition, type, name);
    const { number } = Numbered.parse(found);
    this.listNumbers.set(key, number);
    return number;
  }

  private find(partition: string, id: string): Row | undefined {
    const row: unknown = this.prepare(this.findOne).get(partition, id, this.now());
    return row === undefined ? undefined : Row.parse(row);
  }

  /** What is stored, also where its ttl has passed: it is invisible then, and not yet collected. */
  private stood(partition: string, id: string): Stood | undefined {
    const found: unknown = this.prepare(this.findAny).get(this.now(), partition, id);
    if (found === undefined) return undefined;
    const { body, seq, gone, ...indexed } = StoodRow.parse(found);
    return { body, seq, isVisible: gone === 0, indexed };
  }

  /** The first of so many numbers that no other write gets; those of writes that are undone are left out. */
  private nextSequence(count: number): number {
    this.sequence += count;
    return this.sequence - count + 1;
  }

  private collectGarbage(): void {
    const collected: readonly unknown[] = this.prepare(
      `SELECT partition, id, body FROM ${this.table} WHERE expires_at IS NOT NULL AND expires_at <= ? LIMIT ${mostCollectedPerCommit}`,
    ).all(this.now());
    for (const one of collected) {
      const { partition, id, body } = Collected.parse(one);
      this.place(partition, id, { body });
      this.run(`DELETE FROM ${this.table} WHERE partition = ? AND id = ?`, [partition, id]);
    }
  }

  /**
   * Writes that were asked for in one turn of the event loop share a commit, which costs more than most writes. Each is kept or not for itself: what it did is
   * undone when it throws or answers with a refusal. Nobody hears of theirs before the commit is through.
   */
  private commitWithOthers<T>(write: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.writes.add({
        attempt: () => {
          const result = write();
          return { isKept: !isRefusal(result), tell: () => resolve(result) };
        },
        fail: reject,
      });
    });
  }

  private writeTogether(writes: readonly WaitingWrite[]): void {
    let told: readonly (() => void)[];
    try {
      this.prepare('BEGIN IMMEDIATE').run();
      const container = this.table.slice(1, -1);
      const row: unknown = this.prepare('SELECT value FROM sequences WHERE container = ?').get(container);
      this.sequence = Sequence.parse(row).value;
      told = writes.map((write) => this.apart(write));
      this.run('UPDATE sequences SET value = ? WHERE container = ?', [this.sequence, container]);
      this.collectGarbage();
      this.prepare('COMMIT').run();
    } catch (error) {
      if (this.database.isTransaction) this.prepare('ROLLBACK').run();
      this.listNumbers.clear();
      for (const { fail } of writes) fail(asTold(error));
      return;
    }
    for (const tell of told) tell();
  }

  /** One write among others; gives what tells its caller, once all of them are committed. */
  private apart({ attempt, fail }: WaitingWrite): () => void {
    this.prepare('SAVEPOINT one').run();
    try {
      const { isKept, tell } = attempt();
      if (!isKept) this.undoOne();
      this.prepare('RELEASE one').run();
      return tell;
    } catch (error) {
      // Some faults of the file end the whole transaction, and with it all others.
      if (!this.database.isTransaction) throw error;
      this.undoOne();
      this.prepare('RELEASE one').run();
      return () => fail(asTold(error));
    }
  }

  private undoOne(): void {
    this.prepare('ROLLBACK TO one').run();
    // Some of them may have been made by what is undone.
    this.listNumbers.clear();
  }

  private rows(sql: string, parameters: readonly Parameter[]): readonly Row[] {
    return this.prepare(sql)
      .all(...parameters)
      .map((row: unknown) => Row.parse(row));
  }

  private run(sql: string, parameters: readonly Parameter[]): void {
    this.prepare(sql).run(...parameters);
  }

  private prepare(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }

  private now(): number {
    return this.clock.now().getTime();
  }

  /** Reads that were asked for in one turn of the event loop look at the file together: taking and leaving its lock costs more than a read. */
  private withOthers<T>(read: () => T): Promise<T> {
    return new Promise((resolve) => this.reads.add(() => resolve(this.answer(read))));
  }

  private readTogether(reads: readonly (() => void)[]): void {
    const isShared = reads.length > 1 && this.beginReading();
    for (const read of reads) read();
    if (isShared && this.database.isTransaction) this.prepare('COMMIT').run();
  }

  private beginReading(): boolean {
    try {
      this.prepare('BEGIN').run();
      return true;
    } catch {
      // Whatever is wrong with the file, each read meets it too and tells its caller.
      return false;
    }
  }

  private answer<T>(work: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve) => resolve(answering(work)));
  }
}

function stored<T>(schema: DocumentSchema<T>, { body, seq }: Row): Stored<T> {
  return { document: schema.parse(JSON.parse(body)), etag: String(seq) };
}

function isRefusal(result: unknown): boolean {
  return typeof result === 'string' || (typeof result === 'object' && result !== null && 'ok' in result && !result.ok);
}

function answering<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asTold(error);
  }
}

/** What a caller is told of a fault. */
function asTold(error: unknown): unknown {
  return isUnavailable(error)
    ? new StoreUnavailable('The database file cannot be used now', 1, { cause: error })
    : error;
}

function isUnavailable(error: unknown): boolean {
  const parsed = SqliteError.safeParse(error);
  return parsed.success && unavailableCodes.has(parsed.data.errcode & 0xff);
}
