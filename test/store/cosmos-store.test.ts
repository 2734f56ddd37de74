import { setTimeout as sleep } from 'node:timers/promises';
import { CosmosDatabase } from '../../shared/cosmos/cosmos-store';
import { startCosmosServer } from './cosmos-server';
import { ownPartitionContract, storeContract, type OpenStore } from './store-contract';

const { COSMOS, COSMOS_DATABASE = 'kesher-test' } = process.env;

/** The engine in the process leaves a failed batch half done, … */
const withoutAtomicBatches = [
  'a batch of four whose write 1 (create, exists) fails leaves nothing (0)',
  'a batch of four whose write 2 (create, exists) fails leaves nothing (0)',
  'a batch of four whose write 3 (create, exists) fails leaves nothing (0)',
  'a batch of four whose write 1 (replace, stale) fails leaves nothing (1)',
  'a batch of four whose write 2 (replace, stale) fails leaves nothing (1)',
  'a batch of four whose write 3 (replace, stale) fails leaves nothing (1)',
  'a batch of four whose write 1 (replace, missing) fails leaves nothing (2)',
  'a batch of four whose write 2 (replace, missing) fails leaves nothing (2)',
  'a batch of four whose write 3 (replace, missing) fails leaves nothing (2)',
  'a batch of four whose write 1 (delete, stale) fails leaves nothing (3)',
  'a batch of four whose write 2 (delete, stale) fails leaves nothing (3)',
  'a batch of four whose write 3 (delete, stale) fails leaves nothing (3)',
  'a batch of four whose write 1 (delete, missing) fails leaves nothing (4)',
  'a batch of four whose write 2 (delete, missing) fails leaves nothing (4)',
  'a batch of four whose write 3 (delete, missing) fails leaves nothing (4)',
  'a batch of four whose write 0 (patch, missing) fails leaves nothing (5)',
  'a batch of four whose write 1 (patch, missing) fails leaves nothing (5)',
  'a batch of four whose write 2 (patch, missing) fails leaves nothing (5)',
  'a batch of four whose write 3 (patch, missing) fails leaves nothing (5)',
  'a batch of four whose write 0 (patch, condition) fails leaves nothing (6)',
  'a batch of four whose write 1 (patch, condition) fails leaves nothing (6)',
  'a batch of four whose write 2 (patch, condition) fails leaves nothing (6)',
  'a batch of four whose write 3 (patch, condition) fails leaves nothing (6)',
  'a batch whose patch cannot be carried out is an error and leaves nothing',
];
/** … takes no patch in a batch, … */
const withoutPatchesInBatches = [
  'a batch patches where its conditions hold, and later writes see earlier ones',
  'of many batches at once that share a capped counter exactly the cap succeeds, each with its documents',
];
/** … keeps what has expired, … */
const withoutTtl = [
  'a document whose ttl has passed since its last write is gone everywhere, and its id is free',
  'a document whose ttl has passed stands in no list by places, and its id can stand elsewhere',
];
/** … and says that nothing has changed whenever it is asked what changed since. */
const withoutChangesSince = [
  'the change feed tells every change at least once, in its latest version, in pages',
  'the change feed goes on from any position it gave, and tells nothing when nothing changed',
  'the change feed misses nothing of what is written while it is read',
];
const skips = COSMOS
  ? []
  : [...withoutAtomicBatches, ...withoutPatchesInBatches, ...withoutTtl, ...withoutChangesSince];

const engine = COSMOS ? 'the Cosmos DB that COSMOS names' : '@vercel/cosmosdb-server';

const opened = (container: 'partners' | 'productKeys') => async (): Promise<OpenStore> => {
  const server = COSMOS ? undefined : await startCosmosServer();
  const connectionString = COSMOS ?? server?.connectionString ?? '';
  const database = new CosmosDatabase({ connection: { connectionString }, databaseName: COSMOS_DATABASE });
  await database.ensureContainers();
  return {
    store: database.store(container),
    pass: (seconds) => sleep(seconds * 1_000),
    close: async () => {
      await database.close();
      await server?.close();
    },
  };
};

storeContract(engine, opened('partners'), { skips });
ownPartitionContract(engine, opened('productKeys'));
