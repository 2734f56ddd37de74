/** What of a change to the API breaks those who call it. */
import type { Json } from '../shared/openapi/schemas';

type Direction = 'request' | 'answer';

const methods = ['get', 'post', 'put', 'patch', 'delete', 'options'] as const;

/** Every way in which callers of the document before would not get along with the one after; empty when there is none. */
export function breakingChanges(before: Json, after: Json): readonly string[] {
  return operationsOf(before).flatMap(([address, old]) => {
    const now = operationsOf(after).find(([other]) => other === address)?.[1];
    if (!now) return [`${address} is gone.`];
    return [
      ...changedParameters(address, old, now),
      ...changedBody(address, { before, after }, old, now),
      ...changedAnswers(address, { before, after }, old, now),
    ];
  });
}

interface Documents {
  readonly before: Json;
  readonly after: Json;
}

function operationsOf(document: Json): readonly (readonly [string, Json])[] {
  return Object.entries(part(document, 'paths')).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = (item as Json)[method];
      return operation === undefined ? [] : [[`${method.toUpperCase()} ${path}`, operation as Json] as const];
    }),
  );
}

function part(value: unknown, key: string): Json {
  const inner = typeof value === 'object' && value !== null ? (value as Json)[key] : undefined;
  return typeof inner === 'object' && inner !== null ? (inner as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function changedParameters(address: string, old: Json, now: Json): readonly string[] {
  const named = ({ in: where, name }: Json) => `${String(where)} parameter ${String(name)}`;
  const parameters = (operation: Json) => list(operation.parameters) as readonly Json[];
  const known = new Map(parameters(old).map((parameter) => [named(parameter), parameter]));
  const there = new Map(parameters(now).map((parameter) => [named(parameter), parameter]));
  return [
    ...[...known.keys()].filter((name) => !there.has(name)).map((name) => `${address}: the ${name} is gone.`),
    ...[...there]
      .filter(([name, { required }]) => required === true && known.get(name)?.required !== true)
      .map(([name]) => `${address}: the ${name} is required now.`),
    ...[...known].flatMap(([name, { schema }]) =>
      narrowed(`${address}: the ${name}`, schema as Json, part(there.get(name), 'schema')),
    ),
  ];
}

function changedBody(address: string, documents: Documents, old: Json, now: Json): readonly string[] {
  const bodies = [part(old, 'requestBody'), part(now, 'requestBody')] as const;
  const [was, is] = bodies;
  const media = Object.keys(part(was, 'content')).filter((type) => !(type in part(is, 'content')));
  return [
    ...media.map((type) => `${address}: a body of ${type} is not taken any more.`),
    ...(is.required === true && was.required !== true ? [`${address}: a body is required now.`] : []),
    ...compared(`${address}: the request`, documents, 'request', jsonOf(was), jsonOf(is)),
  ];
}

function changedAnswers(address: string, documents: Documents, old: Json, now: Json): readonly string[] {
  const good = Object.entries(part(old, 'responses')).filter(([status]) => Number(status) < 400);
  return good.flatMap(([status, answer]) => {
    const at = `${address}: the answer ${status}`;
    const other = part(now, 'responses')[status] as Json | undefined;
    if (!other) return [`${at} is gone.`];
    const media = Object.keys(part(answer, 'content')).filter((type) => !(type in part(other, 'content')));
    const headers = Object.keys(part(answer, 'headers')).filter((name) => !(name in part(other, 'headers')));
    return [
      ...media.map((type) => `${at} does not come as ${type} any more.`),
      ...headers.map((name) => `${at} has no ${name} any more.`),
      ...compared(at, documents, 'answer', jsonOf(answer), jsonOf(other)),
    ];
  });
}

function jsonOf(body: unknown): Json {
  return part(part(part(body, 'content'), 'application/json'), 'schema');
}

/** Both schemas with their references followed; a schema that leads back to itself is looked at once. */
function compared(
  at: string,
  documents: Documents,
  direction: Direction,
  was: Json,
  is: Json,
  seen: ReadonlySet<string> = new Set(),
): readonly string[] {
  const pair = `${String(was.$ref)} ${String(is.$ref)}`;
  if (was.$ref !== undefined && seen.has(pair)) return [];
  const inside = new Set([...seen, pair]);
  const [old, now] = [followed(documents.before, was), followed(documents.after, is)];
  const go = (where: string, one: unknown, other: unknown) =>
    compared(where, documents, direction, (one ?? {}) as Json, (other ?? {}) as Json, inside);
  const [fields, there] = [part(old, 'properties'), part(now, 'properties')];
  const gone = Object.keys(fields).filter((field) => !(field in there));
  const required = new Set(list(now.required));
  const wasRequired = new Set(list(old.required));
  return [
    ...gone.map((field) => `${at}: ${field} is gone.`),
    ...(direction === 'request'
      ? [...required]
          .filter((field) => !wasRequired.has(field))
          .map((field) => `${at}: ${String(field)} is required now.`)
      : [...wasRequired]
          .filter((field) => !required.has(field) && String(field) in there)
          .map((field) => `${at}: ${String(field)} may be left out now.`)),
    ...(direction === 'request'
      ? narrowed(at, old, now)
      : narrowed(at, now, old).map((said) => `${said} (in an answer)`)),
    ...Object.entries(fields).flatMap(([field, schema]) =>
      field in there ? go(`${at}: ${field}`, schema, there[field]) : [],
    ),
    ...(old.items === undefined ? [] : go(`${at}: each item`, old.items, now.items)),
    ...(['anyOf', 'oneOf'] as const).flatMap((how) => comparedKinds(at, direction, list(old[how]), list(now[how]), go)),
  ];
}

/** Alternatives are told apart by their order; those that were added at the end break only those who read answers. */
function comparedKinds(
  at: string,
  direction: Direction,
  old: readonly unknown[],
  now: readonly unknown[],
  go: (where: string, one: unknown, other: unknown) => readonly string[],
): readonly string[] {
  if (direction === 'request' && now.length < old.length) return [`${at}: one of its forms is gone.`];
  return old.flatMap((kind, index) => (index < now.length ? go(`${at}: form ${index + 1}`, kind, now[index]) : []));
}

function followed(document: Json, schema: Json): Json {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const target = $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((value, key) => part(value, key), document);
  return followed(document, target as Json);
}

/** What is allowed by the first and not by the second, so far as both say it; words that are added to an answer's choice break nobody who reads it as words. */
function narrowed(at: string, wide: Json, narrow: Json): readonly string[] {
  const words = list(wide.enum).filter((word) => Array.isArray(narrow.enum) && !narrow.enum.includes(word));
  const isAnswer = at.includes(': the answer ');
  const types = [wide, narrow].map(typeOf);
  const tighter = (key: string, isTighter: (limit: number, before: number) => boolean) => {
    const [before, limit] = [wide[key], narrow[key]];
    return (
      typeof limit === 'number' && (typeof before !== 'number' || isTighter(limit, before)) && wide.type !== undefined
    );
  };
  const bounds = [
    ...['maximum', 'maxLength', 'maxItems'].filter((key) => tighter(key, (limit, before) => limit < before)),
    ...['minimum', 'minLength', 'minItems'].filter((key) => tighter(key, (limit, before) => limit > before)),
  ];
  return [
    ...(isAnswer ? [] : words.map((word) => `${at} does not take ${JSON.stringify(word)} any more.`)),
    ...(types[0] !== undefined && types[1] !== undefined && types[0] !== types[1]
      ? [`${at} is ${types[1]} now, not ${types[0]}.`]
      : []),
    ...(isAnswer ? [] : bounds.map((key) => `${at} has a tighter ${key}.`)),
  ];
}

function typeOf({ type, const: only }: Json): string | undefined {
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) return type.join(' or ');
  return only === undefined ? undefined : typeof only;
}
