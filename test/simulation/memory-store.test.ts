import { ownPartitionContract, storeContract } from '../store/store-contract';
import { MemoryStore } from './memory-store';

function opened(partitionKey: string) {
  let now = Date.parse('2026-01-01T00:00:00.000Z');
  const store = new MemoryStore(partitionKey, { now: () => new Date(now) });
  return Promise.resolve({
    store,
    pass: (seconds: number) => {
      now += seconds * 1_000;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
}

storeContract('the memory of the simulation', () => opened('partnerId'));
ownPartitionContract('the memory of the simulation', () => opened('id'));
