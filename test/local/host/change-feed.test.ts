import type { LogSink } from '../../../local/host/functions-core';
import { ChangeFeed } from '../../../local/host/change-feed';
import type { ChangePage, StoredDocument } from '../../../shared/ports';
import { StoreUnavailable } from '../../../shared/ports';
import { memoryOf, registered } from './registered-app';

const change = (id: string): StoredDocument => ({ id, type: 'mail' });

/** A container of which only the changes are known. */
class Changes {
  readonly written: StoredDocument[] = [];
  reads = 0;
  isDown = false;

  changes(after: string | undefined, limit: number): Promise<ChangePage> {
    this.reads += 1;
    if (this.isDown) return Promise.reject(new StoreUnavailable('down', 1));
    const from = Number(after ?? 0);
    if (Number.isNaN(from)) return Promise.reject(new Error('no such position'));
    const documents = this.written.slice(from, from + limit);
    return Promise.resolve({ documents, position: String(from + documents.length) });
  }
}

function world(handle: (documents: readonly StoredDocument[]) => unknown, batch = 100) {
  const container = new Changes();
  const memory = memoryOf();
  const logged: Parameters<LogSink>[] = [];
  const seen: string[][] = [];
  const open = () => {
    const core = registered(
      (app) =>
        app.cosmosDB('sendMails', {
          connection: 'COSMOS',
          databaseName: 'kesher',
          containerName: 'partners',
          maxItemsPerInvocation: batch,
          handler: async (documents: unknown[]) => {
            const changes = documents as StoredDocument[];
            seen.push(changes.map(({ id }) => id));
            await handle(changes);
          },
        }),
      (...entry) => logged.push(entry),
    );
    const feed = new ChangeFeed({
      core,
      memory,
      container: (name) => (name === 'partners' ? container : undefined),
      pollMilliseconds: 10,
      idlePollMilliseconds: 50,
    });
    feed.start();
    return feed;
  };
  return { container, memory, logged, seen, open };
}

/** Resolves soon after it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the change feed', () => {
  it('hands over every change in order, in batches', async () => {
    const { container, seen, open } = world(() => undefined, 2);
    container.written.push(change('a'), change('b'), change('c'));
    const feed = open();
    await feed.settle();
    container.written.push(change('d'));
    await feed.settle();
    await feed.stop();
    expect(seen).toEqual([['a', 'b'], ['c'], ['d']]);
  });

  it('goes on where it was after a restart', async () => {
    const { container, seen, open } = world(() => undefined);
    container.written.push(change('a'));
    const before = open();
    await before.settle();
    await before.stop();
    container.written.push(change('b'));
    const after = open();
    await after.settle();
    await after.stop();
    expect(seen).toEqual([['a'], ['b']]);
  });

  it('hands a batch over again when the process died before the function returned', async () => {
    const { container, seen, memory, open } = world(() =>
      seen.length === 1 ? new Promise(() => undefined) : undefined,
    );
    container.written.push(change('a'));
    open();
    await until(() => seen.length === 1);
    expect(memory.values.size).toBe(0);
    const after = open();
    await after.settle();
    await after.stop();
    expect(seen).toEqual([['a'], ['a']]);
  });

  it('passes over a batch whose function failed, and says so', async () => {
    const { container, seen, logged, open } = world((documents) => {
      if (documents.some(({ id }) => id === 'bad')) throw new Error('on purpose');
    }, 1);
    container.written.push(change('bad'), change('good'));
    const feed = open();
    await feed.settle();
    await feed.stop();
    expect(seen).toEqual([['bad'], ['good']]);
    expect(logged.filter(([level]) => level === 'error')).toHaveLength(1);
  });

  it('looks at once when it is told that something changed', async () => {
    const { container, seen, open } = world(() => undefined);
    const feed = open();
    await feed.settle();
    await new Promise((resolve) => setTimeout(resolve, 200));
    container.written.push(change('a'));
    feed.kick();
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    await feed.stop();
    expect(seen).toEqual([['a']]);
  });

  it('finds changes that nobody told it of', async () => {
    const { container, seen, open } = world(() => undefined);
    const feed = open();
    await feed.settle();
    container.written.push(change('a'));
    await until(() => seen.length > 0);
    await feed.stop();
    expect(seen).toEqual([['a']]);
  });

  it('outlives a store that does not answer for a while', async () => {
    const { container, seen, logged, open } = world(() => undefined);
    container.isDown = true;
    container.written.push(change('a'));
    const feed = open();
    await feed.settle();
    container.isDown = false;
    await feed.settle();
    await feed.stop();
    expect(seen).toEqual([['a']]);
    expect(logged[0]?.[0]).toBe('warning');
  });

  it('begins anew when the store does not know the position any more', async () => {
    const { container, seen, memory, open } = world(() => undefined);
    memory.set('feed:sendMails', 'of another database');
    container.written.push(change('a'));
    const feed = open();
    await feed.settle();
    await feed.settle();
    await feed.stop();
    expect(seen).toEqual([['a']]);
  });

  it('stops the start when a trigger names a container that does not exist', () => {
    const core = registered((app) =>
      app.cosmosDB('lost', {
        connection: 'COSMOS',
        databaseName: 'kesher',
        containerName: 'nowhere',
        handler: (documents: unknown[]) => Promise.resolve(documents),
      }),
    );
    expect(() => new ChangeFeed({ core, memory: memoryOf(), container: () => undefined })).toThrow('"nowhere"');
  });
});
