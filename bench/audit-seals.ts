/** What sealing the audit trail costs, and verifying it, beside the writing of its entries. */
import { sealAudits } from '../shared/audit/sealing';
import { entriesUntil, writeEntries } from '../test/audit-world';
import { watchedWorld } from '../test/watched-store';
import { noa } from '../test/world';
import { median, shown, type Measurement } from './figures';

const entries = 10_000;
const rounds = 5;

export async function measureAuditSeals(): Promise<Measurement> {
  const taken: { readonly writing: number; readonly sealing: number; readonly verifying: number }[] = [];
  const counted = { sealing: 0, verifying: 0, seals: 0, sealBytes: 0, entryBytes: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const { world, store } = await watchedWorld();
    const made = entriesUntil(new Date(world.now), entries, { everyMs: 100 });
    const [writing] = await timed(() => writeEntries(world, made));
    world.pass({ minutes: 20 });
    store.forget();
    const [sealing] = await timed(() => sealAudits(world.ports));
    counted.sealing = store.calls.length;
    const seals = store.calls.flatMap(({ writes = [] }) => writes);
    counted.seals = seals.length;
    counted.sealBytes = bytesOf(seals.map((write) => ('document' in write ? write.document : write)));
    counted.entryBytes = bytesOf(made);
    store.forget();
    const [verifying, answer] = await timed(() => world.call('verifyAudit', { as: noa }));
    if (answer.json.intact !== true) throw new Error(`The trail is not whole: ${answer.text}`);
    counted.verifying = store.calls.length;
    taken.push({ writing, sealing, verifying });
    world.close();
  }
  const perThousand = (of: 'writing' | 'sealing' | 'verifying') =>
    median(taken.map((one) => one[of])) / (entries / 1000);
  const [writing, sealing, verifying] = [perThousand('writing'), perThousand('sealing'), perThousand('verifying')];
  const inThousands = (calls: number) => shown(calls / (entries / 1000));
  return {
    title: 'The audit trail under seals',
    figures: [
      {
        name: 'Sealing, against writing the entries',
        value: sealing / writing,
        measured: `${shown(sealing)} to ${shown(writing)} ms per 1,000 entries; ${inThousands(counted.sealing)} calls of the store`,
      },
      {
        name: 'Verifying, against writing the entries',
        value: verifying / writing,
        measured: `${shown(verifying)} to ${shown(writing)} ms per 1,000 entries; ${inThousands(counted.verifying)} calls of the store`,
      },
      {
        name: 'Bytes of the seals, against those of the entries',
        value: counted.sealBytes / counted.entryBytes,
        measured: `${shown(counted.sealBytes / entries)} to ${shown(counted.entryBytes / entries)} bytes an entry; ${counted.seals} seals`,
      },
    ],
    limits,
  };
}

const limits = `Over the embedded store, ${shown(entries)} entries of one partner, written a hundred in a batch (operations write one at a time, so theirs cost more), then sealed in one run and
verified in one call. An operation reads and writes no seal: what it asks of the store stands above, and is what it was before there were any. Most of sealing is
hashing: a commitment for each field that may tell of a person, and one hash over all. A partner with nothing to seal costs a run of the timer four reads.`;

async function timed<T>(work: () => Promise<T>): Promise<readonly [number, T]> {
  const started = performance.now();
  const result = await work();
  return [performance.now() - started, result];
}

function bytesOf(documents: readonly unknown[]): number {
  return documents.reduce<number>((sum, document) => sum + Buffer.byteLength(JSON.stringify(document)), 0);
}
