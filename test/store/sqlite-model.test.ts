import fc from 'fast-check';
import * as z from 'zod';
import { SqliteStore } from '../../local/sqlite-store';
import type { Write, WriteOutcome } from '../../shared/ports';

const Document = z.looseObject({ id: z.string(), type: z.string() });

/** A write as the test chooses it; the etag is filled in from what the model knows. */
type Step =
  | { readonly kind: 'create'; readonly id: string; readonly n: number }
  | { readonly kind: 'replace'; readonly id: string; readonly n: number; readonly current: boolean }
  | { readonly kind: 'increment'; readonly id: string; readonly by: number; readonly below?: number | undefined }
  | { readonly kind: 'delete'; readonly id: string; readonly current: boolean };

const id = fc.constantFrom('a', 'b', 'c');
const number = fc.integer({ min: 0, max: 9 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), id, n: number }),
  fc.record({ kind: fc.constant('replace' as const), id, n: number, current: fc.boolean() }),
  fc.record({ kind: fc.constant('increment' as const), id, by: number, below: fc.option(number, { nil: undefined }) }),
  fc.record({ kind: fc.constant('delete' as const), id, current: fc.boolean() }),
);
const batches = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 20 });

interface Entry {
  readonly n: number;
  /** Undefined between a write and the end of its batch, when nobody can know it. */
  readonly etag: string | undefined;
}

class Model {
  entries: ReadonlyMap<string, Entry> = new Map();

  /** The write as the store gets it. */
  write(step: Step): Write {
    const etag = 'current' in step && step.current ? (this.entries.get(step.id)?.etag ?? 'none') : 'old';
    switch (step.kind) {
      case 'create':
        return { kind: 'create', document: { id: step.id, type: 'thing', n: step.n } };
      case 'replace':
        return { kind: 'replace', document: { id: step.id, type: 'thing', n: step.n }, etag };
      case 'increment': {
        const where = step.below === undefined ? [] : [{ field: 'n', below: step.below }];
        return { kind: 'patch', id: step.id, patch: { increment: { n: step.by } }, where };
      }
      case 'delete':
        return { kind: 'delete', id: step.id, etag };
    }
  }

  /** What a batch must come to; the model stays as it is. */
  attempt(
    writes: readonly Write[],
  ): { readonly entries: Map<string, Entry> } | { readonly index: number; readonly reason: string } {
    const entries = new Map(this.entries);
    for (const [index, write] of writes.entries()) {
      const key = 'document' in write ? write.document.id : write.id;
      const entry = entries.get(key);
      if (write.kind === 'create') {
        if (entry) return { index, reason: 'exists' };
        entries.set(key, { n: Number(write.document['n']), etag: undefined });
        continue;
      }
      if (!entry) return { index, reason: 'missing' };
      if (write.kind === 'patch') {
        const [condition] = write.where ?? [];
        if (condition && 'below' in condition && entry.n >= Number(condition.below))
          return { index, reason: 'condition' };
        entries.set(key, { n: entry.n + (write.patch.increment?.['n'] ?? 0), etag: undefined });
        continue;
      }
      if (entry.etag !== write.etag) return { index, reason: 'stale' };
      if (write.kind === 'delete') entries.delete(key);
      else entries.set(key, { n: Number(write.document['n']), etag: undefined });
    }
    return { entries };
  }
}

describe('any sequence of batches', () => {
  it('leaves the SQLite store as a plain map would be, failed batches included', async () => {
    const clock = { now: () => new Date(0) };
    const store = new SqliteStore({ file: ':memory:', container: 'partners', partitionKey: 'partnerId', clock });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (sequence) => {
        const partition = `p${(runs += 1)}`;
        const model = new Model();
        for (const steps of sequence) {
          const writes = steps.map((each) => model.write(each));
          const expected = model.attempt(writes);
          const outcome: WriteOutcome = await store.write(partition, writes);
          if ('reason' in expected) {
            expect(outcome).toEqual({ ok: false, ...expected });
          } else {
            expect(outcome.ok).toBe(true);
            const etags = new Map(
              writes.map((write, n) => [
                'document' in write ? write.document.id : write.id,
                outcome.ok ? outcome.etags[n] : '',
              ]),
            );
            model.entries = new Map(
              [...expected.entries].map(([key, { n, etag }]) => [key, { n, etag: etag ?? etags.get(key) }]),
            );
          }
          for (const key of ['a', 'b', 'c']) {
            const stored = await store.read(Document, { partition, id: key });
            const entry = stored && { n: stored.document['n'], etag: stored.etag };
            expect(entry).toEqual(model.entries.get(key));
          }
        }
      }),
      { numRuns: 200 },
    );
    store.close();
  });
});
