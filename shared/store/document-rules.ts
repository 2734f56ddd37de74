/** What every document engine refuses alike. Checked before the engine is asked, so that all of them refuse the same things. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import type { Condition, CountQuery, Filter, ListQuery, Patch, StoredDocument, Write } from '../ports';

const mostWrites = 100;
const mostBytes = 2 * 1024 * 1024;
const mostPatchedFields = 10;

const forbiddenInIds = /[/\\?#]|\p{Cc}|\p{Surrogate}/u;
const mostPlaceLength = 1_000;
/** Engines agree on the order of these alone. */
const placeText = /^[\t -\x7f]+$/;

const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
/** What lists go by may lie one level down. */
const filteredName = /^[A-Za-z][A-Za-z0-9_]{0,63}(?:\.[A-Za-z][A-Za-z0-9_]{0,63})?$/;

const Places = z.record(z.string(), z.string());

/** The document, or undefined for something that no operation wrote. */
export function asStoredDocument(value: unknown): StoredDocument | undefined {
  return isStoredDocument(value) ? value : undefined;
}

/** By hand: whatever is written and told of comes by here, and a schema would copy all of it. */
function isStoredDocument(value: unknown): value is StoredDocument {
  if (typeof value !== 'object' || value === null) return false;
  const { id, type, ttl, places, queue, dueAt, sortKey }: { readonly [Field in keyof StoredDocument]?: unknown } =
    value;
  return (
    typeof id === 'string' &&
    typeof type === 'string' &&
    (ttl === undefined || typeof ttl === 'number') &&
    (places === undefined || Places.safeParse(places).success) &&
    [queue, dueAt, sortKey].every((text) => text === undefined || typeof text === 'string')
  );
}

/** An id has 1 to 255 characters, none of them `/`, `\`, `?`, `#` or a control character, and is not `.` or `..`; a partition too. */
export function checkId(id: string): void {
  if (id === '' || id.length > limits.idLength || id === '.' || id === '..' || forbiddenInIds.test(id)) {
    throw new RangeError(`This cannot be an id: ${JSON.stringify(id.slice(0, limits.idLength))}`);
  }
}

/** Conditions of writes name top-level fields made of letters, digits and underscores. */
export function checkConditions(conditions: readonly Condition[]): void {
  for (const { field } of conditions) checkFieldName(field);
}

/** Filters of lists name such fields too, or one that lies in a top-level object: `actor.userId`. */
export function checkFilters(filters: readonly Filter[]): void {
  for (const filter of filters) {
    if ('anyOf' in filter) checkFilters(filter.anyOf);
    else checkFieldName(filter.field, filteredName);
  }
}

/** Lists have names as fields have, and begin and end at places. */
export function checkPlaceList({ in: within, after }: Pick<ListQuery, 'in' | 'after'>): void {
  if (!within) return;
  checkFieldName(within.list);
  for (const place of [within.from, within.below, after]) if (place !== undefined) checkPlace(place);
}

/** Where a document stands in the list that a query goes by. */
export function standsAt(document: StoredDocument | undefined, { in: within }: ListQuery): string | undefined {
  return within ? document?.places?.[within.list] : document?.sortKey;
}

/** A page has room for at least one document. */
export function checkLimit({ limit }: Pick<ListQuery, 'limit'>): void {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`This cannot be a limit: ${limit}`);
}

/** A count goes as far as one at least. */
export function checkUpTo({ upTo }: Pick<CountQuery, 'upTo'>): void {
  if (!Number.isSafeInteger(upTo) || upTo < 1) throw new RangeError(`This cannot be counted up to: ${upTo}`);
}

/** A patch changes 1 to 10 fields, each once, and never the id, the type or the partition. */
export function checkPatch(partitionKey: string, patch: Patch): void {
  const fields = [
    ...settings(patch).map(([field]) => field),
    ...increments(patch).map(([field]) => field),
    ...removals(patch),
  ];
  fields.forEach((field) => checkFieldName(field));
  if (fields.length < 1 || fields.length > mostPatchedFields) {
    throw new RangeError(`A patch changes 1 to ${mostPatchedFields} fields, not ${fields.length}`);
  }
  if (new Set(fields).size < fields.length) throw new RangeError('A patch changes each field once');
  if (fields.some((field) => field === 'id' || field === 'type' || field === partitionKey)) {
    throw new RangeError('A patch leaves the id, the type and the partition alone');
  }
  for (const [field, value] of settings(patch)) if (field === 'places') checkPlaces(value);
  if (increments(patch).some(([, by]) => !Number.isFinite(by))) throw new RangeError('An increment is a number');
}

/** The fields that a patch sets; undefined values set nothing. */
export function settings(patch: Patch): readonly (readonly [string, unknown])[] {
  return Object.entries(patch.set ?? {}).filter(([, value]) => value !== undefined);
}

/** The fields that a patch increments. */
export function increments(patch: Patch): readonly (readonly [string, number])[] {
  return Object.entries(patch.increment ?? {});
}

/** The fields that a patch removes. */
export function removals(patch: Patch): readonly string[] {
  return patch.remove ?? [];
}

/** A batch has 1 to 100 writes and at most 2 MB of JSON; the answer is the same batch with every document in its partition. */
export function checkWrites(partitionKey: string, partition: string, writes: readonly Write[]): readonly Write[] {
  checkId(partition);
  if (writes.length < 1 || writes.length > mostWrites) {
    throw new RangeError(`A batch has 1 to ${mostWrites} writes, not ${writes.length}`);
  }
  const checked = writes.map((write) => checkWrite(partitionKey, partition, write));
  const bytes = checked.reduce((sum, write) => sum + Buffer.byteLength(JSON.stringify(write)), 0);
  if (bytes > mostBytes) throw new RangeError(`A batch has at most ${mostBytes} bytes, not ${bytes}`);
  return checked;
}

function checkWrite(partitionKey: string, partition: string, write: Write): Write {
  switch (write.kind) {
    case 'create':
    case 'replace':
      return { ...write, document: inPartition(partitionKey, partition, write.document) };
    case 'patch':
      checkId(write.id);
      checkPatch(partitionKey, write.patch);
      checkConditions(write.where ?? []);
      return write;
    case 'delete':
      checkId(write.id);
      return write;
  }
}

function inPartition(partitionKey: string, partition: string, document: StoredDocument): StoredDocument {
  checkId(document.id);
  if (document.ttl !== undefined && document.ttl !== -1 && !(Number.isSafeInteger(document.ttl) && document.ttl > 0)) {
    throw new RangeError(`This cannot be a ttl: ${document.ttl}`);
  }
  checkPlaces(document.places);
  const own = document[partitionKey];
  if (own === partition) return document;
  if (own !== undefined) throw new RangeError(`The document ${document.id} belongs to another partition`);
  return { ...document, [partitionKey]: partition };
}

function checkPlaces(places: unknown): void {
  if (places === undefined) return;
  for (const [list, place] of Object.entries(Places.parse(places))) {
    checkFieldName(list);
    checkPlace(place);
  }
}

function checkPlace(place: string): void {
  if (!placeText.test(place) || place.length > mostPlaceLength)
    throw new RangeError(`This cannot be a place: ${JSON.stringify(place.slice(0, mostPlaceLength))}`);
}

function checkFieldName(field: string, allowed = fieldName): void {
  if (!allowed.test(field)) throw new RangeError(`This cannot be a field: ${JSON.stringify(field)}`);
}
