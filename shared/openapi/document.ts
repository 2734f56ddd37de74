/** The API's document (OpenAPI 3.1), made of the access table, of the schemas that check requests, and of those that answers keep to. */
import type * as z from 'zod';
import type { Refusal } from '../domain/refusal';
import { access, type HttpOperationName, type UserOperation } from '../http/access';
import type { Takes } from '../http/answering';
import { operationTitles } from '../http/operation-titles';
import { permissionOf } from '../http/permissions';
import { problems } from '../http/problems';
import { otherExamples } from './customer-examples';
import { otherOperations } from './customer-operations';
import { fieldWords } from './field-words';
import { problem } from './parts';
import { portalExamples } from './portal-examples';
import { portalOperations } from './portal-operations';
import type { RequestExample } from './request-example';
import { Schemas, type Json } from './schemas';
import { tags, type Brings, type Told } from './told';

/** The version of the API's contract: the first number changes when a change breaks callers. */
const version = '1.0.0';

/** What the document tells of each operation. */
export const told: Readonly<Record<HttpOperationName, Told>> = { ...portalOperations, ...otherOperations };

/** A request of each that works on the data of a new local installation. */
export const examples: Readonly<Record<HttpOperationName, RequestExample>> = { ...portalExamples, ...otherExamples };

/** Addresses that are patterns, and no operation that somebody calls. */
const untold: readonly HttpOperationName[] = ['preflight', 'notFound'];

const names = (Object.keys(told) as HttpOperationName[]).filter((name) => !untold.includes(name));

/** What operations take, each by its schemas. */
export type Taken = Readonly<Record<HttpOperationName, Takes>>;

/** Makes the whole document. */
export function apiDocument(taken: Taken): Json {
  const schemas = new Schemas();
  const bodies = new Map<z.ZodType, string>();
  const paths: Partial<Record<string, Record<string, unknown>>> = {};
  for (const name of names) {
    const path = `/${access[name].route}`;
    const operation = operationOf(name, taken[name], schemas, bodies);
    paths[path] = { ...paths[path], [methodOf(name)]: operation };
  }
  schemas.answer(problem);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Kesher',
      version,
      summary: 'Trial invitations, purchase offers and delegated administration for Microsoft cloud partners',
      description: introduction,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([tag, description]) => ({ name: tag, description })),
    paths,
    components: { ...schemas.components(), securitySchemes },
  };
}

const introduction = [
  'JSON in camelCase, times in ISO 8601 UTC. Lists take `limit` and `cursor`, and bring `items` and, where there is more, `nextCursor`.',
  'Refusals are problem documents (RFC 9457); their `type` leads to a page that says what to do, and `errors` names each field that is wrong.',
  'What changes something that people edit wants the ETag that was read in `If-Match`. POSTs can be repeated under an `Idempotency-Key`: the first status comes again, with the resource as it is now.',
  'What customers open answers with pages, and with JSON where `Accept: application/json` asks for it; their forms can be sent as JSON.',
  'HEAD answers wherever GET does.',
].join('\n\n');

const securitySchemes = {
  entra: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'An access token of Entra ID for this API. Locally `POST /local/tokens {"persona":"northwind-admin"}` gives one.',
  },
};

/** The method that the document tells; HEAD answers beside GET. */
function methodOf(name: HttpOperationName): string {
  return access[name].methods[0].toLowerCase();
}

function operationOf(name: HttpOperationName, takes: Takes, schemas: Schemas, bodies: Map<z.ZodType, string>): Json {
  const row = told[name];
  const { route, by } = access[name];
  const isUser = by === 'user';
  return {
    operationId: name,
    tags: [row.tag],
    summary: isUser ? operationTitles[name as UserOperation].title : row.title,
    ...(isUser ? { description: needsOf(name as UserOperation) } : {}),
    ...(isUser || by === 'operator' || by === 'eventGrid' ? { security: [{ entra: [] }] } : { security: [] }),
    parameters: [
      ...[...route.matchAll(/\{(\w+)\}/gu)].map(([, parameter = '']) =>
        parameterOf('path', parameter, { type: 'string' }, true),
      ),
      ...queryOf(name, takes, schemas),
      ...headersOf(row),
    ],
    ...bodyOf(name, takes, schemas, bodies),
    'x-example': exampleOf(name, takes),
    responses: { ...goodAnswers(name, schemas), ...refusedAnswers(name, takes, schemas) },
  };
}

function needsOf(name: UserOperation): string {
  const { needs, further } = permissionOf(name);
  return `Needs: ${needs}.${further === undefined ? '' : ` Also: ${further}.`}`;
}

function parameterOf(where: 'path' | 'query' | 'header', name: string, schema: Json, required = false): Json {
  const words = fieldWords[name];
  const { description = words?.says, ...rest } = schema;
  const example = words?.example;
  return {
    name,
    in: where,
    ...(required ? { required } : {}),
    ...(description === undefined ? {} : { description }),
    schema: rest,
    ...(example === undefined || where === 'path'
      ? {}
      : { example: rest.type === 'string' && typeof example !== 'string' ? JSON.stringify(example) : example }),
  };
}

function isPage(name: HttpOperationName): boolean {
  return ['link', 'access', 'reveal', 'desk', 'stop'].includes(access[name].by);
}

function queryOf(name: HttpOperationName, { query }: Takes, schemas: Schemas): readonly Json[] {
  if (isPage(name)) return [parameterOf('query', 'lang', { type: 'string' })];
  if (!query) return [];
  const { properties = {}, required = [] } = schemas.request(query) as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([parameter, schema]) => {
    const { default: standard, ...rest } = schema;
    return parameterOf(
      'query',
      parameter,
      {
        ...rest,
        ...(standard === undefined
          ? {}
          : { default: typeof standard === 'string' ? standard : JSON.stringify(standard) }),
      },
      required.includes(parameter),
    );
  });
}

function headersOf({ ifMatch, repeatable }: Told): readonly Json[] {
  return [
    ...(ifMatch ? [parameterOf('header', 'If-Match', { type: 'string' }, ifMatch === 'always')] : []),
    ...(repeatable ? [parameterOf('header', 'Idempotency-Key', { type: 'string', minLength: 1, maxLength: 255 })] : []),
  ];
}

function bodyOf(name: HttpOperationName, takes: Takes, schemas: Schemas, bodies: Map<z.ZodType, string>): Json {
  const { body, bodyOptional = false } = takes;
  const { alsoTakes = [] } = told[name];
  if (!body) return {};
  const known = bodies.get(body) ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}Request`;
  if (!bodies.has(body)) {
    bodies.set(body, known);
    schemas.add(known, schemas.request(body));
  }
  const { body: example, not } = examples[name];
  const isWhole = not === undefined && !/\{\w+\}/u.test(JSON.stringify(example ?? ''));
  const media = {
    schema: { $ref: `#/components/schemas/${known}` },
    ...(isWhole && example !== undefined ? { example } : {}),
  };
  const others = alsoTakes.map((type) => [type, { schema: { type: 'string' } }] as const);
  return {
    requestBody: {
      ...(bodyOptional ? {} : { required: true }),
      content: { 'application/json': media, ...Object.fromEntries(others) },
    },
  };
}

/** The whole request, in the order of a message. */
function exampleOf(name: HttpOperationName, { body: taken }: Takes): Json {
  const { route, by, methods } = access[name];
  const { address = `/${route}`, headers, body, after, not } = examples[name];
  const isJson = body !== undefined && taken !== undefined;
  return {
    request: `${methods[0]} ${address}`,
    headers: {
      ...(by === 'user' || by === 'operator' || by === 'eventGrid' ? { Authorization: 'Bearer …' } : {}),
      ...(isPage(name) ? { Accept: 'application/json' } : {}),
      ...(isJson ? { 'Content-Type': 'application/json' } : {}),
      ...headers,
    },
    ...(isJson ? { body } : {}),
    ...(after ? { after } : {}),
    ...(not === undefined ? {} : { not }),
  };
}

const goodWords = {
  200: 'Done',
  201: 'Created',
  202: 'Taken',
  204: 'Done; there is nothing to say',
  303: 'Where a page is shown that tells it',
};

const fileTypes = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/x-ndjson',
  'application/jsonl',
];

function goodAnswers(name: HttpOperationName, schemas: Schemas): Record<string, Json> {
  const { answers, headers = [], asFile = false } = told[name];
  return Object.fromEntries(
    Object.entries(answers).map(([status, brings]) => {
      const shown = status === '303' ? ['Location' as const] : headers;
      const content = {
        ...contentOf(brings, schemas),
        ...(asFile ? Object.fromEntries(fileTypes.map((type) => [type, {}])) : {}),
        ...(isPage(name) && brings !== 'nothing' ? { 'text/html': {} } : {}),
      };
      return [
        status,
        {
          description: goodWords[status as unknown as keyof typeof goodWords],
          ...(shown.length === 0
            ? {}
            : { headers: Object.fromEntries(shown.map((header) => [header, { schema: { type: 'string' } }])) }),
          ...(Object.keys(content).length === 0 ? {} : { content }),
        },
      ];
    }),
  );
}

function contentOf(brings: Brings, schemas: Schemas): Json {
  switch (brings) {
    case 'nothing':
      return {};
    case 'page':
      return { 'text/html': {} };
    case 'image':
      return { 'image/png': {}, 'image/jpeg': {}, 'image/webp': {} };
    case 'file':
      return { 'application/json': {} };
    default:
      return { 'application/json': { schema: schemas.answer(brings) } };
  }
}

/** Every way in which an operation says no: those of all of its kind, and those of its own rules. */
function refusalsOf(name: HttpOperationName, { query, body }: Takes): readonly Refusal[] {
  const { by, route } = access[name];
  const { ifMatch, repeatable, refusals = [] } = told[name];
  const isUser = by === 'user';
  const isAsked = isUser || by === 'operator' || by === 'eventGrid';
  return [
    ...new Set<Refusal>([
      ...(isAsked ? (['unauthenticated', 'forbidden', 'malformed-request'] as const) : []),
      ...(isUser ? (['partner-suspended'] as const) : []),
      ...(isPage(name) ? (['link-unknown'] as const) : []),
      ...(isPage(name) && access[name].methods[0] === 'POST' ? (['forbidden'] as const) : []),
      ...(body
        ? (['malformed-request', 'payload-too-large', 'unsupported-media-type', 'invalid-request'] as const)
        : []),
      ...(query ? (['invalid-request'] as const) : []),
      ...(!isPage(name) && route.includes('{') ? (['not-found'] as const) : []),
      ...(ifMatch ? (['precondition-required', 'stale'] as const) : []),
      ...(repeatable === 'strictly' ? (['idempotency-key-reused'] as const) : []),
      ...(repeatable ? (['malformed-request'] as const) : []),
      ...refusals,
      ...(by === 'anyone' ? [] : (['unavailable'] as const)),
    ]),
  ];
}

function refusedAnswers(name: HttpOperationName, takes: Takes, schemas: Schemas): Record<string, Json> {
  const byStatus = new Map<number, Refusal[]>();
  for (const refusal of refusalsOf(name, takes)) {
    const { status } = problems[refusal];
    byStatus.set(status, [...(byStatus.get(status) ?? []), refusal]);
  }
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([one], [two]) => one - two)
      .map(([status, refusals]) => [String(status), { $ref: schemas.refused(refusals, isPage(name)) }]),
  );
}
