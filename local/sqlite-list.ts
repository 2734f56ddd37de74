/** Lists as SQLite carries them out: by which index, with which filters, and how far one page looks. */
import type { Filter, ListQuery } from '../shared/ports';

export type Parameter = string | number | null;

interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** What has not expired by the moment that is its parameter. */
export const visible = '(expires_at IS NULL OR expires_at > ?)';

/** Fields by which the few documents of one subject are found among all of their type; each has an index. */
export const lookedUpBy = ['offerId', 'customerId'].map((name) => ({ name, value: valueOf(name) }));

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

function typeOf(field: string): string {
  return `json_type(body, '$.${field}')`;
}
