/** Where the documents of a local installation lie: in its own SQLite file, or on a Cosmos endpoint. */
import { join } from 'node:path';
import { partitionKeyOf } from '../shared/cosmos/containers';
import { CosmosDatabase } from '../shared/cosmos/cosmos-store';
import type { Clock, Store } from '../shared/ports';
import { CannotStart, type LocalSettings } from './settings';
import { SqliteStore } from './sqlite-store';

/** The documents, and what closes them. */
export interface Documents {
  readonly partners: Store;
  readonly productKeys: Store;
  /** Tells one place from another. */
  readonly place: string;
  /** Whether they lie in the data folder and live and die with it. */
  readonly isLocal: boolean;
  readonly close: () => Promise<void>;
}

/** Opens the documents; creates what is missing of their containers. */
export async function openDocuments(
  { cosmos, dataFolder }: Pick<LocalSettings, 'cosmos' | 'dataFolder'>,
  clock: Clock,
): Promise<Documents> {
  if (cosmos === undefined) {
    const file = join(dataFolder, 'kesher.db');
    const store = (container: 'partners' | 'productKeys') =>
      new SqliteStore({ file, container, partitionKey: partitionKeyOf(container), clock });
    const partners = store('partners');
    const productKeys = store('productKeys');
    return {
      partners,
      productKeys,
      place: 'sqlite',
      isLocal: true,
      close: async () =>
        Promise.resolve().then(() => {
          partners.close();
          productKeys.close();
        }),
    };
  }
  const { connectionString, databaseName } = cosmos;
  const database = new CosmosDatabase({ connection: { connectionString }, databaseName });
  await database.ensureContainers().catch((cause: unknown) => {
    throw new CannotStart(`The Cosmos endpoint that COSMOS names does not answer: ${String(cause)}.`, { cause });
  });
  const [, endpoint = ''] = /AccountEndpoint=([^;]+)/iu.exec(connectionString) ?? [];
  const place = `cosmos ${endpoint} ${databaseName}`;
  return {
    partners: database.store('partners'),
    productKeys: database.store('productKeys'),
    place,
    isLocal: false,
    close: () => database.close(),
  };
}
