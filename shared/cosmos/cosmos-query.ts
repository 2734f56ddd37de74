/** Conditions, filters, patches and pages in the words of Cosmos DB. */
import type { ItemDefinition, PatchRequestBody, SqlQuerySpec } from '@azure/cosmos';
import type { Condition, CountQuery, Filter, ListQuery, Patch } from '../ports';
import { increments, removals, settings } from '../store/document-rules';

const keywords = new Set(
  (
    'all and array as asc between by case cast convert cross desc distinct else end escape exists false for from group having ' +
    'in inner insert into is join left like limit not null offset on or order outer over right select set then top true ' +
    'udf undefined update value values when where with'
  ).split(' '),
);

type Value = string | number | boolean;

/** The documents of a page and one more, which tells whether another page follows. */
export function listQuery(partitionKey: string, query: ListQuery): SqlQuerySpec {
  const { partition, type, where = [], order = 'newest', after, in: within } = query;
  const parameters = new Parameters();
  const place = within ? field(`places.${within.list}`) : 'c.sortKey';
  const { from, below } = within ?? {};
  const ranges = [
    ...(after === undefined ? [] : [`${place} ${order === 'newest' ? '<' : '>'} ${parameters.named('after', after)}`]),
    ...(from === undefined ? [] : [`${place} >= ${parameters.named('from', from)}`]),
    ...(below === undefined ? [] : [`${place} < ${parameters.named('below', below)}`]),
  ];
  const conditions = [
    `${field(partitionKey)} = ${parameters.named('p', partition)}`,
    `c.type = ${parameters.named('type', type)}`,
    ...(ranges.length === 0 ? [`IS_DEFINED(${place})`] : ranges),
    ...where.map((filter) => filterText(filter, (value) => parameters.next(value))),
  ];
  return {
    query: `SELECT * FROM c WHERE ${conditions.join(' AND ')} ORDER BY ${place} ${order === 'newest' ? 'DESC' : 'ASC'}`,
    parameters: parameters.all,
  };
}

/** The ids of the documents that are counted, in no order: each index entry that matches is one. */
export function countQuery(partitionKey: string, { partition, type, where = [] }: CountQuery): SqlQuerySpec {
  const parameters = new Parameters();
  const conditions = [
    `${field(partitionKey)} = ${parameters.named('p', partition)}`,
    `c.type = ${parameters.named('type', type)}`,
    'IS_DEFINED(c.sortKey)',
    ...where.map((filter) => filterText(filter, (value) => parameters.next(value))),
  ];
  return { query: `SELECT c.id FROM c WHERE ${conditions.join(' AND ')}`, parameters: parameters.all };
}

/** The documents of a queue, in every partition. */
export function dueQuery(queue: string, before: Date): SqlQuerySpec {
  return {
    query: 'SELECT * FROM c WHERE c.queue = @q AND c.dueAt <= @b ORDER BY c.dueAt',
    parameters: [
      { name: '@q', value: queue },
      { name: '@b', value: before.toISOString() },
    ],
  };
}

/** Field names have been checked; conditions take no parameters, so values become JSON literals. */
export function patchBody(
  partitionKey: string,
  partition: string,
  patch: Patch,
  where: readonly Condition[],
): PatchRequestBody {
  const operations = [
    ...settings(patch).map(([name, value]) => ({ op: 'set' as const, path: `/${name}`, value })),
    ...increments(patch).map(([name, value]) => ({ op: 'incr' as const, path: `/${name}`, value })),
    ...removals(patch).map((name) => ({ op: 'remove' as const, path: `/${name}` })),
  ];
  if (where.length === 0) return { operations };
  const conditions = [
    `${field(partitionKey)} = ${literal(partition)}`,
    ...where.map((condition) => filterText(condition, literal)),
  ];
  // Two spaces: an in-process engine lower-cases everything after a literal "from c where", names and values too.
  return { operations, condition: `from c  where ${conditions.join(' AND ')}` };
}

/** The document without what the engine adds to it. */
export function withoutSystemFields(item: ItemDefinition): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !systemFields.has(name)));
}

const systemFields = new Set(['_rid', '_self', '_etag', '_attachments', '_ts', '_lsn', '_metadata']);

class Parameters {
  readonly all: { name: string; value: Value }[] = [];

  named(name: string, value: Value): string {
    this.all.push({ name: `@${name}`, value });
    return `@${name}`;
  }

  next(value: Value): string {
    return this.named(`v${this.all.length}`, value);
  }
}

function filterText(filter: Filter, write: (value: Value) => string): string {
  if ('anyOf' in filter) {
    return filter.anyOf.length === 0 ? 'false' : `(${filter.anyOf.map((one) => filterText(one, write)).join(' OR ')})`;
  }
  const name = field(filter.field);
  if ('equals' in filter) return `${name} = ${write(filter.equals)}`;
  if ('atMost' in filter) return `${name} <= ${write(filter.atMost)}`;
  if ('below' in filter) return `${name} < ${write(filter.below)}`;
  if ('atLeast' in filter) return `${name} >= ${write(filter.atLeast)}`;
  if ('above' in filter) return `${name} > ${write(filter.above)}`;
  if ('has' in filter) return `ARRAY_CONTAINS(${name}, ${write(filter.has)})`;
  if ('contains' in filter) return `CONTAINS(${name}, ${write(filter.contains)})`;
  // Comparing values of different types is undefined, neither true nor false.
  if ('differs' in filter) return `(NOT ${typeTest(filter.differs)}(${name}) OR ${name} != ${write(filter.differs)})`;
  return filter.oneOf.length === 0 ? 'false' : `${name} IN (${filter.oneOf.map(write).join(', ')})`;
}

function typeTest(value: Value): string {
  if (typeof value === 'string') return 'IS_STRING';
  return typeof value === 'number' ? 'IS_NUMBER' : 'IS_BOOL';
}

function field(name: string): string {
  return name
    .split('.')
    .reduce((path, part) => path + (keywords.has(part.toLowerCase()) ? `["${part}"]` : `.${part}`), 'c');
}

function literal(value: Value): string {
  return JSON.stringify(value);
}
