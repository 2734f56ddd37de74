/** Where the API's document lets a caller say something: parameters, headers, and the fields of bodies, however deep. */
import * as z from 'zod';
import type { HttpOperationName } from '../../shared/http/access';
import { apiDocument } from '../api-contract';

/** The part of JSON Schema that the document uses. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly additionalProperties?: boolean | Schema | undefined;
}

const Schema: z.ZodType<Schema> = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  required: z.array(z.string()).optional(),
  get items() {
    return Schema.optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Schema]).optional();
  },
});

const Told = z.looseObject({
  operationId: z.string(),
  parameters: z.array(
    z.looseObject({
      name: z.string(),
      in: z.enum(['path', 'query', 'header']),
      schema: Schema,
      required: z.boolean().optional(),
    }),
  ),
  requestBody: z
    .looseObject({ content: z.record(z.string(), z.looseObject({ schema: Schema })), required: z.boolean().optional() })
    .optional(),
});

/** One step into a body: a field, an item of a list, or an entry under a name that the caller chooses. */
export type Step = string | typeof item | typeof entry;
export const item = Symbol('item');
export const entry = Symbol('entry');

/** A field of a body, with the one form of each object on the way in which it stands. */
export interface Field {
  readonly path: readonly Step[];
  readonly schema: Schema;
  readonly forms: readonly { readonly path: readonly Step[]; readonly schema: Schema }[];
}

export interface Parameter {
  readonly name: string;
  readonly schema: Schema;
}

export interface ToldOperation {
  readonly name: HttpOperationName;
  readonly inPath: readonly Parameter[];
  readonly inQuery: readonly Parameter[];
  readonly inHeaders: readonly Parameter[];
  readonly fields: readonly Field[];
}

/** Every operation that the document tells. */
export const toldOperations: readonly ToldOperation[] = Object.values(apiDocument.paths).flatMap((path) =>
  Object.values(path).map((described) => {
    const { operationId, parameters, requestBody } = Told.parse(described);
    const named = (where: string) => parameters.filter((one) => one.in === where);
    const body = requestBody?.content['application/json']?.schema;
    return {
      name: operationId as HttpOperationName,
      inPath: named('path'),
      inQuery: named('query'),
      inHeaders: named('header'),
      fields: body ? fieldsOf(body, [], []) : [],
    };
  }),
);

/** What a schema says where it only refers. */
export function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : Schema.parse(apiDocument.components.schemas[name]);
}

function fieldsOf(told: Schema, path: readonly Step[], forms: Field['forms']): readonly Field[] {
  const schema = resolved(told);
  if (schema.anyOf)
    return schema.anyOf.flatMap((form) => {
      const isObject = resolved(form).properties !== undefined;
      return fieldsOf(form, path, isObject ? [...forms, { path, schema: resolved(form) }] : forms);
    });
  const inside = (step: Step, inner: Schema): readonly Field[] => [
    { path: [...path, step], schema: inner, forms },
    ...fieldsOf(inner, [...path, step], forms),
  ];
  const { properties = {}, items, additionalProperties } = schema;
  const named = typeof additionalProperties === 'object' && additionalProperties.type !== undefined;
  return [
    ...Object.entries(properties).flatMap(([name, inner]) => inside(name, inner)),
    ...(items ? inside(item, items) : []),
    ...(named ? inside(entry, additionalProperties) : []),
  ];
}

/** A field as people write it. */
export function pointerTo(path: readonly Step[]): string {
  return path.map((step) => `/${step === item ? '*' : step === entry ? '{}' : step}`).join('');
}
