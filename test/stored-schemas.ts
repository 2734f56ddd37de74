/** Every schema of a stored document, found in the code itself, and the fields that each has. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const folder = join(__dirname, '../shared/domain');

/** The schemas of stored documents by type: several of one type are the states of it. */
export function storedSchemas(): ReadonlyMap<string, readonly z.ZodObject[]> {
  const found = new Map<string, Set<z.ZodObject>>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- whatever files there are
    for (const exported of Object.values(require(join(folder, file)) as object))
      for (const schema of documentsIn(exported)) {
        for (const type of (schema.shape.type as z.ZodLiteral | z.ZodEnum).type === 'literal'
          ? (schema.shape.type as z.ZodLiteral).values
          : (schema.shape.type as z.ZodEnum).options)
          found.set(String(type), (found.get(String(type)) ?? new Set()).add(schema));
      }
  }
  return new Map(Array.from(found, ([type, schemas]) => [type, [...schemas]]));
}

function documentsIn(value: unknown): readonly z.ZodObject[] {
  if (value instanceof z.ZodDiscriminatedUnion || value instanceof z.ZodUnion)
    return value.options.flatMap(documentsIn);
  if (!(value instanceof z.ZodObject)) return [];
  const shape = value.shape as Readonly<Record<string, unknown>>;
  return (shape.type instanceof z.ZodLiteral || shape.type instanceof z.ZodEnum) &&
    'partnerId' in shape &&
    'schemaVersion' in shape
    ? [value]
    : [];
}

/** Where the values of a schema lie: `contact.email`; what an array or a record holds is told without its place in it. */
export function leavesOf(schema: unknown, path = ''): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodReadonly)
    return leavesOf(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return leavesOf(schema.element, path);
  if (schema instanceof z.ZodRecord) return leavesOf(schema.valueType, path);
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion)
    return [...new Set(schema.options.flatMap((option: unknown) => leavesOf(option, path)))];
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as object).flatMap(([field, inner]) =>
      leavesOf(inner, path === '' ? field : `${path}.${field}`),
    );
  return [path];
}
