/** Lists as SQLite carries them out: by which index, with which filters, and how far one page looks. */
import type { CountQuery, Filter, ListQuery } from '../shared/ports';

export type Parameter = string | number | null;

interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** What has not expired by the moment that is its parameter. */
export const visible = '(expires_at IS NULL OR expires_at > ?)';

/** Fields by which the few documents of one subject are found among all of their type; each has an index. */
export const lookedUpBy = ['offerId', 'customerId'].map((name) => ({ name, value: valueOf(name) }));

/** Fields by whose text the few documents that are counted are found among all of their type; each has an index. */
export const countedBy = ['expiresAt', 'endsAt', 'runsUntil', 'status', 'provisioning.state'].map((name) => ({
  name,
  text: textOf(name),
}));

/** What the index of such a field is called. */
export function countIndex(table: string, field: string): string {
  return `${table.replaceAll('"', '')}_counted_by_${field.replace('.', '_')}`;
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
  const by = served[0] === undefined ? '' : ` INDEXED BY "${countIndex(table, served[0].field)}"`;
  return {
    sql: `FROM ${table}${by} WHERE ${['partition = ? AND type = ? AND sort_key IS NOT NULL', ...served.map(({ sql }) => sql)].join(' AND ')}`,
    parameters: [partition, type, ...served.flatMap(({ parameters }) => parameters)],
  };
}

/** The filter as one of those indexes serves it. SQLite orders text as its code units only where the bound is ASCII. */
function indexed(filter: Filter): (Statement & { readonly field: string }) | undefined {
  if ('anyOf' in filter || ('oneOf' in filter && filter.oneOf.length === 0)) return undefined;
  const { field } = filter;
  const text = countedBy.find(({ name }) => name === field)?.text;
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

/** The documents of a page and one more, which tells whether another page follows; none beyond `end`. */
export function pageStatement(table: string, query: ListQuery, end: string | undefined, now: number): Statement {
  const { where = [], order = 'newest', limit } = query;
  const place = placeOf(query);
  const filters = where.map(compileFilter);
  const conditions = [
    place.sql,
    ...(end === undefined ? [] : [order === 'newest' ? 'sort_key >= ?' : 'sort_key <= ?']),
    ...filters.map(({ sql }) => sql),
    visible,
  ];
  return {
    sql: `SELECT body, seq FROM ${table} WHERE ${conditions.join(' AND ')} ORDER BY sort_key ${direction(query)} LIMIT ?`,
    parameters: [
      ...place.parameters,
      ...(end === undefined ? [] : [end]),
      ...filters.flatMap(({ parameters }) => parameters),
      now,
      limit + 1,
    ],
  };
}

/** Finds the sort key that a page does not look beyond; undefined where an index finds exactly what is wanted. */
export function endOfReach(table: string, query: ListQuery, looksAt: number): Statement | undefined {
  const where = query.where ?? [];
  const served = where.filter((filter) => isLookUp(filter) || placeRange(filter) !== undefined);
  if (served.length === where.length) return undefined;
  const place = placeOf(query);
  const filters = served.map(compileFilter);
  return {
    sql: `SELECT sort_key AS sortKey FROM ${table} WHERE ${[place.sql, ...filters.map(({ sql }) => sql)].join(' AND ')}
      ORDER BY sort_key ${direction(query)} LIMIT 1 OFFSET ?`,
    parameters: [...place.parameters, ...filters.flatMap(({ parameters }) => parameters), looksAt - 1],
  };
}

function placeOf({ partition, type, order = 'newest', after }: ListQuery): Statement {
  const following = order === 'newest' ? ' AND sort_key < ?' : ' AND sort_key > ?';
  return {
    sql: `partition = ? AND type = ? AND sort_key IS NOT NULL${after === undefined ? '' : following}`,
    parameters: [partition, type, ...(after === undefined ? [] : [after])],
  };
}

function direction({ order = 'newest' }: ListQuery): string {
  return order === 'newest' ? 'DESC' : 'ASC';
}

function isLookUp(filter: Filter): boolean {
  return 'equals' in filter && lookedUpBy.some(({ name }) => name === filter.field);
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

function compileEquals(field: string, wanted: string | number | boolean): Statement {
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
