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
  /** Tells one place from another. */
  readonly place: string;
  /** Whether they lie in the data folder and live and die with it. */
  readonly isLocal: boolean;
  readonly close: () => Promise<void>;
}

/** Opens the documents; creates what is missing of their container. */
export async function openDocuments(
  { cosmos, dataFolder }: Pick<LocalSettings, 'cosmos' | 'dataFolder'>,
  clock: Clock,
): Promise<Documents> {
  if (cosmos === undefined) {
    const file = join(dataFolder, 'kesher.db');
    const partners = new SqliteStore({ file, container: 'partners', partitionKey: partitionKeyOf('partners'), clock });
    return {
      partners,
      place: 'sqlite',
      isLocal: true,
      close: async () => Promise.resolve().then(() => partners.close()),
    };
  }
  const { connectionString, databaseName } = cosmos;
  const database = new CosmosDatabase({ connection: { connectionString }, databaseName });
  await database.ensureContainers().catch((cause: unknown) => {
    throw new CannotStart(`The Cosmos endpoint that COSMOS names does not answer: ${String(cause)}.`, { cause });
  });
  const [, endpoint = ''] = /AccountEndpoint=([^;]+)/iu.exec(connectionString) ?? [];
  const place = `cosmos ${endpoint} ${databaseName}`;
  return { partners: database.store('partners'), place, isLocal: false, close: () => database.close() };
}
