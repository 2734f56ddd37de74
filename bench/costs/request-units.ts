/** What Cosmos DB charges for an operation, worked out from the figures that Microsoft publishes. An account tells each charge itself: compare. */
import { containers, type ContainerName } from '../../shared/cosmos/containers';
import type { StoredDocument } from '../../shared/ports';

/** Where a figure can be read, and when the page was last changed. */
export interface Source {
  readonly page: string;
  readonly of: string;
}

/** The published figures. Those without a source are our own, and are said to be. */
export const published = {
  /** Request units of reading and of writing one document, by its kilobytes. */
  bySize: {
    kilobytes: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048],
    read: [1, 1.04, 1.14, 1.33, 1.67, 2.19, 4.76, 9.95, 20.28, 40.95, 145.9, 291.8],
    write: [4.95, 6.29, 6.67, 7.04, 9.52, 11.23, 22.67, 48.19, 98.29, 184.57, 625, 1250],
  },
  /** For each term that goes into the index, or out of it. */
  indexTerm: 0.2,
  /** For each property that a patch changes, beside what a replace costs. */
  patchedProperty: 0.4,
  /** For each physical partition whose index a query looks at, found or not. */
  queriedPartition: 2.5,
} as const;

/** Where these figures are from. */
export const sources = {
  bySize: {
    page: 'https://learn.microsoft.com/azure/cosmos-db/understand-request-unit-consumption',
    of: '2026-04-21',
  },
  queriedPartition: { page: 'https://learn.microsoft.com/azure/cosmos-db/how-to-query-container', of: '2025-07-09' },
  limits: { page: 'https://learn.microsoft.com/azure/cosmos-db/concepts-limits', of: '2023-04-15' },
} as const satisfies Record<string, Source>;

/** What one logical partition takes, and one physical one. */
export const partitionLimits = { unitsPerSecond: 10_000, gigabytes: 20, gigabytesOfPhysical: 50 } as const;

/** `_rid`, `_self`, `_etag`, `_attachments` and `_ts`, which the database puts into each document, at their usual lengths; no figure is published. */
const systemBytes = 220;
/** Indexed whatever the policy says. */
const alwaysIndexed = { whenMade: ['id', '_ts'], whenChanged: ['_ts'] } as const;

/** The bytes of a document as the database keeps it. */
export function bytesOf(document: StoredDocument): number {
  return Buffer.byteLength(JSON.stringify(document)) + systemBytes;
}

/** A point read; of what is not there too. */
export function readUnits(bytes: number): number {
  return bySize('read', bytes);
}

/** A new document. */
export function createUnits(container: ContainerName, document: StoredDocument): number {
  const terms = termsOf(container, document).size + alwaysIndexed.whenMade.length;
  return bySize('write', bytesOf(document)) + terms * published.indexTerm;
}

/** What a document costs that goes: deleted, or collected when its time is over. */
export function deleteUnits(container: ContainerName, document: StoredDocument): number {
  return createUnits(container, document);
}

/** The old document goes and the new one comes; of the index only what differs. */
export function replaceUnits(container: ContainerName, before: StoredDocument, after: StoredDocument): number {
  const [old, young] = [termsOf(container, before), termsOf(container, after)];
  const differing = [...old].filter((term) => !young.has(term)).length + [...young].filter((t) => !old.has(t)).length;
  const terms = differing + 2 * alwaysIndexed.whenChanged.length;
  return bySize('write', bytesOf(before)) + bySize('write', bytesOf(after)) + terms * published.indexTerm;
}

/** A patch of so many properties. */
export function patchUnits(
  container: ContainerName,
  before: StoredDocument,
  after: StoredDocument,
  properties: number,
): number {
  return replaceUnits(container, before, after) + properties * published.patchedProperty;
}

/** A write that was refused: no figure is published; as much as the smallest write. */
export const refusedWriteUnits = published.bySize.write[0];

/** A query: each physical partition that it looks into, and each document that it loads as if it were read. */
export function queryUnits(loadedBytes: readonly number[], physicalPartitions = 1): number {
  return physicalPartitions * published.queriedPartition + loadedUnits(loadedBytes);
}

/** A page of the change feed; an empty one as much as the smallest read, for which no figure is published. */
export function feedUnits(loadedBytes: readonly number[]): number {
  return Math.max(readUnits(0), loadedUnits(loadedBytes));
}

/** How many physical partitions a container has at least. */
export function physicalPartitions(gigabytes: number, unitsPerSecond: number): number {
  const { unitsPerSecond: most, gigabytesOfPhysical } = partitionLimits;
  return Math.max(1, Math.ceil(gigabytes / gigabytesOfPhysical), Math.ceil(unitsPerSecond / most));
}

function loadedUnits(bytes: readonly number[]): number {
  return bytes.reduce((sum, each) => sum + readUnits(each), 0);
}

/** Between two sizes of the table, in proportion; below the smallest, the smallest. */
function bySize(kind: 'read' | 'write', bytes: number): number {
  const { kilobytes } = published.bySize;
  const charges = published.bySize[kind];
  const size = bytes / 1024;
  const above = kilobytes.findIndex((each) => each >= size);
  if (above < 0) throw new RangeError('No document is that large.');
  const [charge = 0, from = 0] = [charges[above], kilobytes[above - 1]];
  const before = charges[above - 1];
  if (before === undefined) return charge;
  return before + ((charge - before) * (size - from)) / ((kilobytes[above] ?? size) - from);
}

/** What the container's policy puts into the index of a document: each value under its path. */
export function termsOf(container: ContainerName, document: StoredDocument): ReadonlySet<string> {
  const terms = new Set<string>();
  for (const { path } of containers[container].indexingPolicy.includedPaths)
    for (const term of valuesAt(document, path.split('/').slice(1), '')) terms.add(term);
  return terms;
}

function valuesAt(value: unknown, [step, ...further]: readonly string[], at: string): readonly string[] {
  if (value === undefined) return [];
  if (step === undefined || step === '?')
    return typeof value === 'object' && value !== null ? [] : [`${at}=${JSON.stringify(value)}`];
  if (step === '*') {
    if (typeof value !== 'object' || value === null) return [`${at}=${JSON.stringify(value)}`];
    return Object.entries(value).flatMap(([name, each]) => valuesAt(each, ['*'], `${at}/${name}`));
  }
  if (step === '[]')
    return Array.isArray(value) ? value.flatMap((each: unknown) => valuesAt(each, further, `${at}[]`)) : [];
  if (typeof value !== 'object' || value === null) return [];
  return valuesAt(Reflect.get(value, step), further, `${at}/${step}`);
}
