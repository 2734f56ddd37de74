/** Holds answers to the API's document, more strictly than callers may: no field that it does not name. */
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as z from 'zod';
import { access, type OperationName } from '../shared/http/access';
import document from '../shared/openapi/openapi.json';
import type { Answer } from './world';

const Content = z.record(z.string(), z.looseObject({ schema: z.looseObject({}).optional() }));
const Response = z.looseObject({ content: Content.optional(), headers: z.record(z.string(), z.unknown()).optional() });
const Schema = z.looseObject({});
const Parameter = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  schema: Schema,
});
const Operation = z.looseObject({
  operationId: z.string(),
  parameters: z.array(Parameter),
  requestBody: z.looseObject({ content: Content, required: z.boolean().optional() }).optional(),
  responses: z.record(z.string(), z.union([z.object({ $ref: z.string() }), Response])),
});
const ApiDocument = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({
    schemas: z.record(z.string(), z.looseObject({})),
    responses: z.record(z.string(), Response),
  }),
});

/** The document as it is served. */
export const apiDocument = ApiDocument.parse(document);

const operations = new Map(
  Object.values(apiDocument.paths).flatMap((path) => Object.values(path).map((one) => [one.operationId, one] as const)),
);

const uri = 'https://kesher.example/openapi.json';
// That the document is a document is asked elsewhere: asking takes as long as all the rest.
const ajv = new Ajv2020({ strict: false, meta: false, validateSchema: false });
addFormats(ajv);
ajv.addSchema({ $id: uri, components: { schemas: closed(apiDocument.components.schemas) } });
const compiled = new Map<string, ValidateFunction>();

/** Every object has the fields that it names and no others, but where it says what others look like. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inner: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, closed(one)]),
  );
  const isObject = inner.type === 'object' && typeof inner.properties === 'object';
  return isObject && inner.additionalProperties === undefined ? { ...inner, additionalProperties: false } : inner;
}

/** Says what of an answer is not in the document, or nothing when all is. */
export function contractFault(name: OperationName, answer: Answer): string | undefined {
  const operation = operations.get(name);
  if (!operation || answer.status === 500) return undefined;
  const { status } = answer;
  const described = operation.responses[String(status)];
  if (!described) return `${name} answers ${status}, which its document does not tell: ${answer.text.slice(0, 300)}`;
  const response =
    '$ref' in described && typeof described.$ref === 'string'
      ? apiDocument.components.responses[described.$ref.split('/').at(-1) ?? '']
      : (described as z.infer<typeof Response>);
  const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const content = response?.content;
  if (type === '') return content && answer.text !== '' ? `${name} ${status} has no content type.` : undefined;
  const media = content?.[type];
  if (!media) return `${name} answers ${status} as ${type}, which its document does not tell.`;
  if (!/json$/u.test(type) || !media.schema || answer.text === '') return undefined;
  const key = `${name} ${status} ${type}`;
  const validate = compiled.get(key) ?? ajv.compile(atHome(closed(media.schema)));
  compiled.set(key, validate);
  if (validate(JSON.parse(answer.text))) return undefined;
  return `${key} is not as its document says: ${ajv.errorsText(validate.errors)} in ${answer.text.slice(0, 600)}`;
}

/** Says what of a request the document does not allow, as far as it tells: its query, each parameter by the one that counts, and its body. */
export function requestFault(
  name: OperationName,
  { query, json = '' }: { readonly query: ReadonlyMap<string, string>; readonly json?: string },
): string | undefined {
  const operation = operations.get(name);
  for (const parameter of operation?.parameters.filter((one) => one.in === 'query') ?? []) {
    const value = query.get(parameter.name);
    if (value === undefined && parameter.required) return `${name} without ?${parameter.name}`;
    if (value === undefined || isMet(`${name} ?${parameter.name}`, parameter.schema, value)) continue;
    return `${name} ?${parameter.name}=${value.slice(0, 100)}`;
  }
  const schema = operation?.requestBody?.content['application/json']?.schema;
  if (json.trim() === '' || !schema) return undefined;
  try {
    if (isMet(`${name} body`, schema, JSON.parse(json))) return undefined;
  } catch {
    return `${name} with what is no JSON`;
  }
  return `${name} ${json.slice(0, 300)}`;
}

function isMet(key: string, schema: z.infer<typeof Schema>, value: unknown): boolean {
  const validate = compiled.get(key) ?? ajv.compile(atHome(schema));
  compiled.set(key, validate);
  return validate(value) === true;
}

function atHome(schema: unknown): AnySchema {
  const moved = JSON.stringify(schema).replaceAll('"#/components/', `"${uri}#/components/`);
  return z.looseObject({}).parse(JSON.parse(moved));
}

/** Whether an operation is one that callers are told of. */
export function isTold(name: OperationName): boolean {
  return 'route' in access[name] && operations.has(name);
}
