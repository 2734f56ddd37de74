/** Lists as SQLite carries them out: by which index, with which filters, and how far one page looks. */
import type { CountQuery, Filter, ListQuery } from '../shared/ports';

export type Parameter = string | number | null;

interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** What has not expired by the moment that is its parameter. */
export const visible = '(expires_at IS NULL OR expires_at > ?)';

/** Fields by which the few documents of one subject are found among all of their type. */
const lookedUpBy = ['offerId', 'customerId'].map(textColumn);

/** Fields by whose text the few documents that are counted are found among all of their type. */
const countedBy = ['expiresAt', 'endsAt', 'runsUntil', 'status', 'provisioning.state'].map(textColumn);

/** Texts of documents that stand in columns of their own, each with an index: to find them in the bodies, SQLite would parse a body for each index whenever it is written. */
export const textColumns = [...lookedUpBy, ...countedBy];

function textColumn(field: string) {
  return { field, column: `text_${field.replace('.', '_')}`, inBody: textOf(field) };
}

/** The texts of a document for these columns, in their order. */
export function textsOf(document: object): readonly (string | null)[] {
  return textColumns.map(({ field }) => {
    let value: unknown = document;
    for (const name of field.split('.'))
      value = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : null;
    return typeof value === 'string' ? value : null;
  });
}

/** Makes their indexes where they are missing. */
export function textIndexesCreated(table: string): string {
  const created = (columns: typeof textColumns, sorted: string) =>
    columns.map(
      ({ field, column }) =>
        `CREATE INDEX IF NOT EXISTS "${textIndex(table, field)}" ON ${table} (partition, type, ${column}${sorted})
          WHERE sort_key IS NOT NULL AND ${column} IS NOT NULL;`,
    );
  return [...created(lookedUpBy, ', sort_key'), ...created(countedBy, '')].join('\n');
}

function textIndex(table: string, field: string): string {
  return `${table.replaceAll('"', '')}_text_${field.replace('.', '_')}`;
}

/** The documents that match and one more than are counted, among the first that an index finds. */
export function countStatement(table: string, query: CountQuery, looksAt: number, now: number): Statement {
  const { where = [], upTo } = query;
  const found = foundStatement(table, query);
  const rest = where.filter((filter) => indexed(filter) === undefined).map(compileFilter);
  return {
    sql: `SELECT 1 FROM (SELECT body, expires_at ${found.sql} LIMIT ?) WHERE ${[visible, ...rest.map(({ sql }) => sql)].join(' AND ')} LIMIT ?`,
    parameters: [...found.parameters, looksAt, now, ...rest.flatMap(({ parameters }) => parameters), upTo + 1],
  };
}

/** Finds something only where an index finds more documents than a count looks at. */
export function beyondCount(table: string, query: CountQuery, looksAt: number): Statement {
  const { sql, parameters } = foundStatement(table, query);
  return { sql: `SELECT 1 ${sql} LIMIT 1 OFFSET ?`, parameters: [...parameters, looksAt] };
}

function foundStatement(table: string, { partition, type, where = [] }: CountQuery): Statement {
  const served = where.flatMap((filter) => indexed(filter) ?? []);
  // Left to itself SQLite takes the index of lists for two values of one field, and looks at all of the type.
  const by = served[0] === undefined ? '' : ` INDEXED BY "${textIndex(table, served[0].field)}"`;
  return {
    sql: `FROM ${table}${by} WHERE ${['partition = ? AND type = ? AND sort_key IS NOT NULL', ...served.map(({ sql }) => sql)].join(' AND ')}`,
    parameters: [partition, type, ...served.flatMap(({ parameters }) => parameters)],
  };
}

/** The filter as one of those indexes serves it. SQLite orders text as its code units only where the bound is ASCII. */
function indexed(filter: Filter): (Statement & { readonly field: string }) | undefined {
  if ('anyOf' in filter || ('oneOf' in filter && filter.oneOf.length === 0)) return undefined;
  const { field } = filter;
  const text = countedBy.find((one) => one.field === field)?.column;
  if (text === undefined) return undefined;
  if ('oneOf' in filter)
    return { field, sql: `${text} IN (${filter.oneOf.map(() => '?').join(', ')})`, parameters: filter.oneOf };
  const compared = (operator: string, value: string | number | boolean) =>
    typeof value === 'string' && (operator === '=' || /^[ -~]*$/u.test(value))
      ? { field, sql: `${text} ${operator} ?`, parameters: [value] }
      : undefined;
  if ('equals' in filter) return compared('=', filter.equals);
  if ('atMost' in filter) return compared('<=', filter.atMost);
  if ('below' in filter) return compared('<', filter.below);
  if ('atLeast' in filter) return compared('>=', filter.atLeast);
  if ('above' in filter) return compared('>', filter.above);
  return undefined;
}

/** The tables that say where documents stand in lists that go by `places`, by what they hold. */
export function placeTables(table: string) {
  const name = table.replaceAll('"', '');
  return { lists: `"${name}_place_lists"`, documents: `"${name}_placed_documents"`, places: `"${name}_places"` };
}

/** Makes them where they are missing. Documents have numbers of their own there: those of their rows change when a file is packed. */
export function placeTablesCreated(table: string): string {
  const { lists, documents, places } = placeTables(table);
  return `
    CREATE TABLE IF NOT EXISTS ${lists} (
      list INTEGER PRIMARY KEY, of_partition TEXT NOT NULL, of_type TEXT NOT NULL, name TEXT NOT NULL,
      UNIQUE (of_partition, of_type, name)
    );
    CREATE TABLE IF NOT EXISTS ${documents} (
      document INTEGER PRIMARY KEY, of_partition TEXT NOT NULL, of_id TEXT NOT NULL, UNIQUE (of_partition, of_id)
    );
    CREATE TABLE IF NOT EXISTS ${places} (
      list INTEGER NOT NULL, place TEXT NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (list, place, document)
    ) WITHOUT ROWID;
  `;
}

/** The documents of a page and one more, which tells whether another page follows; none beyond `end`. */
export function pageStatement(table: string, query: ListQuery, end: string | undefined, now: number): Statement {
  const { where = [], order = 'newest', limit } = query;
  const walk = walkOf(table, query);
  const filters = where.map(compileFilter);
  const conditions = [
    walk.sql,
    ...(end === undefined ? [] : [`${walk.key} ${order === 'newest' ? '>=' : '<='} ?`]),
    ...filters.map(({ sql }) => sql),
    visible,
  ];
  return {
    sql: `SELECT body, seq FROM ${walk.from}${walk.whole} WHERE ${conditions.join(' AND ')} ORDER BY ${walk.key} ${direction(query)} LIMIT ?`,
    parameters: [
      ...walk.parameters,
      ...(end === undefined ? [] : [end]),
      ...filters.flatMap(({ parameters }) => parameters),
      now,
      limit + 1,
    ],
  };
}

/** Finds the place that a page does not look beyond; undefined where an index finds exactly what is wanted. */
export function endOfReach(table: string, query: ListQuery, looksAt: number): Statement | undefined {
  const where = query.where ?? [];
  const served = where.filter((filter) => isServed(filter, query));
  if (served.length === where.length || served.some(isIdLookUp)) return undefined;
  const walk = walkOf(table, query);
  const filters = served.map(compileFilter);
  return {
    sql: `SELECT ${walk.key} AS place FROM ${walk.from} WHERE ${[walk.sql, ...filters.map(({ sql }) => sql)].join(' AND ')}
      ORDER BY ${walk.key} ${direction(query)} LIMIT 1 OFFSET ?`,
    parameters: [...walk.parameters, ...filters.flatMap(({ parameters }) => parameters), looksAt - 1],
  };
}

/** How a list is walked: through which tables, by what, and from where. */
interface Walk extends Statement {
  readonly from: string;
  /** What leads from there to the documents themselves. */
  readonly whole: string;
  readonly key: string;
}

function walkOf(table: string, query: ListQuery): Walk {
  const { partition, type, order = 'newest', after, in: within, where = [] } = query;
  const following = order === 'newest' ? '<' : '>';
  if (within) {
    const { lists, documents, places } = placeTables(table);
    const ranges = [
      ...(after === undefined ? [] : [[`place ${following} ?`, after] as const]),
      ...(within.from === undefined ? [] : [['place >= ?', within.from] as const]),
      ...(within.below === undefined ? [] : [['place < ?', within.below] as const]),
    ];
    const list = `list = (SELECT list FROM ${lists} WHERE of_partition = ? AND of_type = ? AND name = ?)`;
    return {
      from: places,
      whole: ` CROSS JOIN ${documents} USING (document) CROSS JOIN ${table} ON partition = of_partition AND id = of_id`,
      key: 'place',
      sql: [list, ...ranges.map(([sql]) => sql)].join(' AND '),
      parameters: [partition, type, within.list, ...ranges.map(([, bound]) => bound)],
    };
  }
  // Where the documents are named, nothing but their names is to be gone by.
  const by = where.some(isIdLookUp) ? '+' : '';
  const key = `${by}sort_key`;
  return {
    from: table,
    whole: '',
    key,
    sql: `partition = ? AND ${by}type = ? AND ${key} IS NOT NULL${after === undefined ? '' : ` AND ${key} ${following} ?`}`,
    parameters: [partition, type, ...(after === undefined ? [] : [after])],
  };
}

function direction({ order = 'newest' }: ListQuery): string {
  return order === 'newest' ? 'DESC' : 'ASC';
}

function isServed(filter: Filter, { in: within }: ListQuery): boolean {
  return !within && (isIdLookUp(filter) || isLookUp(filter) || placeRange(filter) !== undefined);
}

function isIdLookUp(filter: Filter): boolean {
  return 'field' in filter && filter.field === 'id' && ('equals' in filter || 'oneOf' in filter);
}

function isLookUp(filter: Filter): boolean {
  return 'equals' in filter && typeof filter.equals === 'string' && lookUpColumn(filter.field) !== undefined;
}

function lookUpColumn(field: string): string | undefined {
  return lookedUpBy.find((one) => one.field === field)?.column;
}

/** A range of the order by which the list is walked: its index says where such documents begin and end. */
function placeRange(filter: Filter): Statement | undefined {
  if ('anyOf' in filter || filter.field !== 'sortKey') return undefined;
  const range = (operator: string, bound: string | number): Statement | undefined =>
    typeof bound === 'string' ? { sql: `sort_key ${operator} ?`, parameters: [bound] } : undefined;
  if ('atMost' in filter) return range('<=', filter.atMost);
  if ('below' in filter) return range('<', filter.below);
  if ('atLeast' in filter) return range('>=', filter.atLeast);
  if ('above' in filter) return range('>', filter.above);
  return undefined;
}

/** Field names have been checked; every value becomes a parameter. */
function compileFilter(filter: Filter): Statement {
  if ('anyOf' in filter) {
    const filters = filter.anyOf.map(compileFilter);
    const sql = filters.length === 0 ? '0' : `(${filters.map((one) => one.sql).join(' OR ')})`;
    return { sql, parameters: filters.flatMap(({ parameters }) => parameters) };
  }
  const place = placeRange(filter);
  if (place) return place;
  if (isIdLookUp(filter)) return compileIds(filter);
  const value = valueOf(filter.field);
  const isText = `${typeOf(filter.field)} = 'text'`;
  const range = (operator: string, bound: string | number): Statement =>
    typeof bound === 'string'
      ? { sql: `(${isText} AND code_unit_order(${value}, ?) ${operator} 0)`, parameters: [bound] }
      : { sql: `(${typeOf(filter.field)} IN ('integer', 'real') AND ${value} ${operator} ?)`, parameters: [bound] };

  if ('equals' in filter) return compileEquals(filter.field, filter.equals);
  if ('differs' in filter) {
    const { sql, parameters } = compileEquals(filter.field, filter.differs);
    return { sql: `NOT coalesce(${sql}, 0)`, parameters };
  }
  if ('atMost' in filter) return range('<=', filter.atMost);
  if ('below' in filter) return range('<', filter.below);
  if ('atLeast' in filter) return range('>=', filter.atLeast);
  if ('above' in filter) return range('>', filter.above);
  if ('has' in filter) {
    // Most bodies do not hold it anywhere.
    const written = JSON.stringify(filter.has);
    return {
      sql: `(instr(body, ?) > 0 AND ${typeOf(filter.field)} = 'array' AND EXISTS (SELECT 1 FROM json_each(body, '$.${filter.field}') AS one WHERE one.type = 'text' AND one.value = ?))`,
      parameters: [written, filter.has],
    };
  }
  if ('contains' in filter) {
    // Most bodies do not hold the text anywhere, and are passed over without being parsed.
    const written = JSON.stringify(filter.contains).slice(1, -1);
    return {
      sql: `(instr(body, ?) > 0 AND ${isText} AND instr(${value}, ?) > 0)`,
      parameters: [written, filter.contains],
    };
  }
  return { sql: `(${isText} AND ${value} IN (${filter.oneOf.map(() => '?').join(', ')}))`, parameters: filter.oneOf };
}

function compileIds(filter: Filter): Statement {
  const ids = 'oneOf' in filter ? filter.oneOf : 'equals' in filter ? [String(filter.equals)] : [];
  return { sql: `id IN (${ids.map(() => '?').join(', ')})`, parameters: ids };
}

function compileEquals(field: string, wanted: string | number | boolean): Statement {
  const column = lookUpColumn(field);
  if (column !== undefined && typeof wanted === 'string') return { sql: `(${column} = ?)`, parameters: [wanted] };
  const type = typeOf(field);
  if (typeof wanted === 'boolean') return { sql: `(${type} = ?)`, parameters: [String(wanted)] };
  const types = typeof wanted === 'string' ? `= 'text'` : `IN ('integer', 'real')`;
  return { sql: `(${type} ${types} AND ${valueOf(field)} = ?)`, parameters: [wanted] };
}

function valueOf(field: string): string {
  return `json_extract(body, '$.${field}')`;
}

function textOf(field: string): string {
  return `iif(${typeOf(field)} = 'text', ${valueOf(field)}, NULL)`;
}

function typeOf(field: string): string {
  return `json_type(body, '$.${field}')`;
}
