/** What every stored document carries. */
import * as z from 'zod';

/** The fields of a document of one type, with those that all documents share. */
export function documentOf<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.object({
    id: z.string(),
    partnerId: z.string(),
    type: z.literal(type),
    schemaVersion: z.literal(1),
    ttl: z.int().optional(),
    ...shape,
  });
}

/** Stands in lists: later is newer, and no two documents share one. */
export function sortKeyOf(at: string, id: string): string {
  return `${at}~${id}`;
}
