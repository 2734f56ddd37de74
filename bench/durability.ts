/** What it costs the local runtime's file to wait for the disk at each commit, and what sharing a commit saves at each level. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteStore, synchronousLevels } from '../local/sqlite-store';
import { inTurns, median, shown, type Figure, type Measurement } from './figures';

const rounds = 5;
const batches = 1_000;
const together = 20;

type Level = (typeof synchronousLevels)[number];

export async function measureDurability(): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'kesher-bench-'));
  const sides = Object.fromEntries(
    synchronousLevels.flatMap((level) => [
      [`${level} together`, () => written(folder, level, together)],
      [`${level} alone`, () => written(folder, level, 1)],
    ]),
  );
  await inTurns(1, sides);
  const taken = await inTurns(rounds, sides);
  rmSync(folder, { recursive: true, force: true });
  const rate = (side: string): number => median(taken[side] ?? []);
  const against = (name: string, side: string, other: string): Figure => ({
    name,
    value: rate(side) / rate(other),
    measured: `${shown(rate(side))} to ${shown(rate(other))} batches a second`,
  });
  return {
    title: 'Durability',
    figures: [
      ...synchronousLevels.map((level) =>
        against(`${level}: ${together} at a time, against one at a time`, `${level} together`, `${level} alone`),
      ),
      ...synchronousLevels
        .filter((level) => level !== 'NORMAL')
        .map((level) =>
          against(`${level} against NORMAL, ${together} at a time`, `${level} together`, 'NORMAL together'),
        ),
    ],
    limits,
  };
}

let files = 0;

/** Batches a second. */
async function written(folder: string, synchronous: Level, atOnce: number): Promise<number> {
  files += 1;
  const store = new SqliteStore({
    file: join(folder, `${files}.db`),
    container: 'partners',
    partitionKey: 'partnerId',
    clock: { now: () => new Date() },
    synchronous,
  });
  const document = (id: string) =>
    ({ kind: 'create', document: { id, type: 'thing', sortKey: id, status: 'open', text: 'x'.repeat(700) } }) as const;
  const startedAt = performance.now();
  for (let from = 0; from < batches; from += atOnce)
    await Promise.all(
      Array.from({ length: atOnce }, (_, index) =>
        store.write('p', [document(`one-${from + index}`), document(`two-${from + index}`)]),
      ),
    );
  const seconds = (performance.now() - startedAt) / 1000;
  store.close();
  return batches / seconds;
}

const limits = `The levels are those of SQLite's \`PRAGMA synchronous\`, over its write-ahead log: batches of two documents, ${shown(batches)} in each of ${rounds} rounds, the sides in turns. The local runtime uses NORMAL. A process that is killed loses nothing that it
was told at any of them (\`test/store/sqlite-crash.test.ts\` kills writers at each, alone and with shared commits). When the machine itself stops, NORMAL may lose the newest commits and keeps the file whole, FULL loses nothing, and OFF may leave a file that is broken; that is
what SQLite says of them, and was not tried.`;
