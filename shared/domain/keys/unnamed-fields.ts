/** Fields that a request should not have are named when it is refused; but whoever mixes up name and value has a key there. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';

const { characters, groups } = limits.productKey;

/** Whether a field of that name can be named: not so much of a key stands in it as three groups. */
export function isNamed(name: string): boolean {
  return name.length < 3 * (characters / groups);
}

/** The schema, which names no field in which a key could be read. */
export function namingNoKey<Schema extends z.ZodObject>(schema: Schema) {
  return z
    .unknown()
    .check(({ value, issues }) => {
      const names = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
      if (names.every((name) => Object.hasOwn(schema.shape, name) || isNamed(name))) return;
      issues.push({ code: 'custom', message: 'It has fields that are not known here.', path: [], input: value });
    })
    .pipe(schema);
}
