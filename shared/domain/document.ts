/** What every stored document carries. */
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import * as z from 'zod';
import { limits } from '../catalogue/limits';

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

/** Whether it says that it is a document of that type: a schema that refuses costs many times as much, and most changes are of other types. */
export function saysItIs(type: string, document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'type' in document && document.type === type;
}

const hashLength = 32;

/**
 * The id of a document: its kind, and what names it among its kind. Every id that is derived from something is made here. One that is longer
 * than the stores take keeps its beginning and ends in a hash of all of it.
 */
export function documentId(kind: string, ...names: readonly [string, ...string[]]): string {
  const id = [kind, ...names].join(':');
  if (id.length <= limits.idLength) return id;
  const hash = bytesToHex(sha256(id)).slice(0, hashLength);
  return `${id.slice(0, limits.idLength - hashLength - 1)}~${hash}`;
}

/** Stands in lists: later is newer, and no two documents share one. */
export function sortKeyOf(at: string, id: string): string {
  return `${at}~${id}`;
}
