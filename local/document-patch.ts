/** Conditions and patches as Cosmos DB carries them out, over plain JSON documents. */
import type { Condition, Patch } from '../shared/ports';
import { increments, removals, settings } from '../shared/store/document-rules';

type Json = Readonly<Record<string, unknown>>;

/** A field of another type than the condition's value is treated as an absent one: it differs, and satisfies nothing else. */
export function holds(document: Json, condition: Condition): boolean {
  const value = document[condition.field];
  if ('equals' in condition) return value === condition.equals;
  if ('differs' in condition) return value !== condition.differs;
  if ('atMost' in condition) return compare(value, condition.atMost, (order) => order <= 0);
  if ('below' in condition) return compare(value, condition.below, (order) => order < 0);
  return compare(value, condition.atLeast, (order) => order >= 0);
}

/** The document with the patch applied; throws when it increments what is no number or removes what is not there. */
export function patched(document: Json, patch: Patch): Json {
  const fields = new Map(Object.entries(document));
  settings(patch).forEach(([field, value]) => fields.set(field, value));
  increments(patch).forEach(([field, by]) => {
    const value = fields.get(field) ?? 0;
    if (typeof value !== 'number') throw new TypeError(`The field ${field} is not a number`);
    fields.set(field, value + by);
  });
  removals(patch).forEach((field) => {
    if (!fields.delete(field)) throw new TypeError(`There is no field ${field} to remove`);
  });
  return Object.fromEntries(fields);
}

/** -1, 0 or 1; strings compare by code unit. */
export function ordered<T extends string | number>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function compare(value: unknown, bound: string | number, test: (order: number) => boolean): boolean {
  if (typeof value === 'string' && typeof bound === 'string') return test(ordered(value, bound));
  if (typeof value === 'number' && typeof bound === 'number') return test(ordered(value, bound));
  return false;
}
