/** The containers of the database, in the shape in which Cosmos DB takes them; nothing else names them. */

interface ContainerDefinition {
  readonly partitionKey: { readonly paths: readonly [`/${string}`]; readonly kind: 'Hash'; readonly version: 2 };
  readonly indexingPolicy: {
    readonly indexingMode: 'consistent';
    readonly automatic: true;
    readonly includedPaths: readonly { readonly path: string }[];
    readonly excludedPaths: readonly { readonly path: string }[];
  };
  /** -1: documents expire only when they say so themselves. */
  readonly defaultTtl: -1;
}

/** What queries go by. A field that no query names is not indexed, because index entries are what makes writes dear. */
const queriedFields = [
  // lists and timers
  'type',
  'sortKey',
  'queue',
  'dueAt',
  // filters of lists
  'kind',
  'state',
  'status',
  'expiresAt',
  'lapsesAt',
  'remaining',
  'searchText',
  'offerId',
  'customerId',
  'requestNumber',
  'severity',
  'untouchedUntil',
  'isShared',
  'shared',
  'subscriptionId',
  'claimedBy',
  'kindsText',
  'productId',
  'lastFive',
  'usableUntil',
  'runsUntil',
  'endsAt',
  'source',
  'autoRenew',
  'stopped',
  'provisioning/state',
  'digestId',
  'action',
  'subject',
  'actor/kind',
  'actor/userId',
  'standing/changesAt',
  'standing/trialEndsAt',
  'standing/waiting',
  'delegation/status',
  'delegation/until',
] as const;

/** Arrays in which one text is looked for, and the lists that documents stand in by name. */
const queriedParts = ['/foldedTags/[]/?', '/standing/statuses/[]/?', '/places/*'] as const;

export const containers = {
  partners: {
    partitionKey: { paths: ['/partnerId'], kind: 'Hash', version: 2 },
    indexingPolicy: {
      indexingMode: 'consistent',
      automatic: true,
      includedPaths: [...queriedFields.map((field) => `/${field}/?`), ...queriedParts].map((path) => ({ path })),
      excludedPaths: [{ path: '/*' }],
    },
    defaultTtl: -1,
  },
  /** Who owns a product key. Nothing but single documents is asked for, so nothing is indexed. */
  productKeys: {
    partitionKey: { paths: ['/id'], kind: 'Hash', version: 2 },
    indexingPolicy: { indexingMode: 'consistent', automatic: true, includedPaths: [], excludedPaths: [{ path: '/*' }] },
    defaultTtl: -1,
  },
  /** Who reads which part of the change feed; the Functions host writes it. */
  leases: {
    partitionKey: { paths: ['/id'], kind: 'Hash', version: 2 },
    indexingPolicy: { indexingMode: 'consistent', automatic: true, includedPaths: [{ path: '/*' }], excludedPaths: [] },
    defaultTtl: -1,
  },
} as const satisfies Record<string, ContainerDefinition>;

export type ContainerName = keyof typeof containers;

/** The field by which a container's documents are parted. */
export function partitionKeyOf(container: ContainerName): string {
  return containers[container].partitionKey.paths[0].slice(1);
}
