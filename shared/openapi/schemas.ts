/** Schemas as the API's document writes them. */
import * as z from 'zod';
import type { Refusal } from '../domain/refusal';
import { problems } from '../http/problems';
import { fieldWords } from './field-words';
import { named } from './parts';

export type Json = { readonly [key: string]: unknown };

/** Collects them: whatever has a name is told once. */
export class Schemas {
  readonly #components = new Map<string, Json>();
  readonly #refused = new Map<string, Json>();

  /** What a request is checked by, before it is read. */
  request(schema: z.ZodType): Json {
    return withWords(this.#convert(schema, 'input'));
  }

  /** What an answer keeps to. */
  answer(schema: z.ZodType): Json {
    const id = named.get(schema)?.id;
    const converted = open(withWords(this.#convert(schema, 'output')));
    if (id === undefined) return converted;
    const own = { $ref: `#/components/schemas/${id}` };
    if (converted.$ref !== own.$ref) this.add(id, converted);
    return own;
  }

  add(id: string, schema: Json): void {
    this.#components.set(id, schema);
  }

  /** Where refusals of one status are told. */
  refused(refusals: readonly Refusal[], onPages: boolean): string {
    const id = [...(onPages ? ['page'] : []), ...refusals.toSorted()].join('.');
    this.#refused.set(id, refusedAnswer(refusals, onPages));
    return `#/components/responses/${id}`;
  }

  components(): Json {
    return { schemas: sorted(this.#components), responses: sorted(this.#refused) };
  }

  #convert(schema: z.ZodType, io: 'input' | 'output'): Json {
    const {
      $schema: _schema,
      $defs = {},
      id: _id,
      ...rest
    } = z.toJSONSchema(schema, {
      io,
      metadata: named,
      unrepresentable: 'any',
      reused: 'inline',
      override: ({ zodSchema, jsonSchema }) => {
        if (io === 'input' && patternsOf(zodSchema).some(({ flags }) => flags.includes('i')))
          throw new Error(`JSON Schema knows no pattern that takes capitals for small letters: ${jsonSchema.pattern}`);
        // What every whole number keeps to says nothing of this one.
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
        const inner = standsFor(zodSchema);
        if (inner.length === 0) return;
        for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
        const forms = inner.map((one) => this.#convert(one, io));
        Object.assign(jsonSchema, forms.length === 1 ? forms[0] : { anyOf: forms });
      },
    }) as Json & { $defs?: Record<string, Json> };
    for (const [id, { id: _own, ...definition }] of Object.entries($defs))
      this.add(id, io === 'output' ? open(withWords(atHome(definition))) : withWords(atHome(definition)));
    return atHome(rest);
  }
}

/** What is told of refusals that have one status. */
function refusedAnswer(refusals: readonly Refusal[], onPages: boolean): Json {
  const waits = refusals.some((refusal) => refusal === 'unavailable' || refusal === 'too-many-attempts');
  const kinds = { properties: { type: { enum: refusals.map((refusal) => `/problems/${refusal}`) } } };
  return {
    description: refusals.map((refusal) => `\`${refusal}\`: ${problems[refusal].title}`).join('; '),
    ...(waits ? { headers: { 'Retry-After': { schema: { type: 'string' } } } } : {}),
    content: {
      'application/problem+json': { schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, kinds] } },
      ...(onPages ? { 'text/html': {} } : {}),
    },
  };
}

function sorted(named: ReadonlyMap<string, Json>): Json {
  return Object.fromEntries([...named].toSorted(([one], [two]) => (one < two ? -1 : 1)));
}

/** Answers may have more fields some day: whoever reads them takes that. */
function open(schema: Json): Json {
  const opened = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(opened);
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([key, inner]) => !(key === 'additionalProperties' && inner === false));
    return Object.fromEntries(kept.map(([key, inner]) => [key, opened(inner)]));
  };
  return opened(schema) as Json;
}

/** What a schema that takes anything at first lets through in the end. */
function standsFor(schema: z.core.$ZodType): readonly z.ZodType[] {
  const { forms } = (z.globalRegistry.get(schema as z.ZodType) ?? {}) as { forms?: readonly z.ZodType[] };
  if (forms) return forms;
  if (!(schema instanceof z.ZodPipe) || !(schema.in instanceof z.ZodUnknown)) return [];
  return [schema.out as z.ZodType];
}

/** The patterns that a text is checked by. */
function patternsOf({ _zod: { def } }: z.core.$ZodType): readonly RegExp[] {
  const { checks = [] } = def;
  return checks.flatMap((check) => {
    const { pattern } = check._zod.def as { readonly pattern?: unknown };
    return pattern instanceof RegExp ? [pattern] : [];
  });
}

/** References lead to the document's components. */
function atHome(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

/** Says of each field what it is, where its schema does not. */
function withWords(schema: Json): Json {
  const words = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(words);
    if (typeof value !== 'object' || value === null) return value;
    const all = Object.entries(value).map(([key, inner]) => [
      key,
      key === 'properties' ? fields(inner as Json) : words(inner),
    ]);
    return Object.fromEntries(all) as Json;
  };
  const fields = (properties: Json): Json =>
    Object.fromEntries(
      Object.entries(properties).map(([field, inner]) => {
        const said = words(inner) as Json;
        const known = fieldWords[field];
        return [field, { ...(known && said.description === undefined ? { description: known.says } : {}), ...said }];
      }),
    );
  return words(schema) as Json;
}
