import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import * as z from 'zod';
import { SqliteStore, synchronousLevels } from '../../local/sqlite-store';

const root = join(__dirname, '../..');
const Counter = z.object({ n: z.number() });
const Half = z.object({ id: z.string() });
const options = { container: 'partners', partitionKey: 'partnerId', clock: { now: () => new Date(0) } };

/** Writes batches until it is killed, some at a time, which share a commit, and says which ones were acknowledged. */
const writer = `
  import { writeSync } from 'node:fs';
  import { SqliteStore } from './local/sqlite-store';

  async function write(file: string, name: string): Promise<void> {
    const clock = { now: () => new Date(0) };
    const [, , , , together, synchronous] = process.argv;
    const store = new SqliteStore({ file, container: 'partners', partitionKey: 'partnerId', clock, synchronous });
    const one = async (k: number): Promise<void> => {
      const half = (side: string) => ({ id: name + '-' + k + '-' + side, type: 'half', text: 'x'.repeat(500) });
      const outcome = await store.write('p', [
        { kind: 'create', document: half('left') },
        { kind: 'patch', id: 'counter', patch: { increment: { n: 1 } } },
        { kind: 'create', document: half('right') },
      ]);
      if (!outcome.ok) throw new Error(outcome.reason);
      writeSync(1, name + '-' + k + '\\n');
    };
    for (let k = 0; ; k += Number(together))
      await Promise.all(Array.from({ length: Number(together) }, (_, index) => one(k + index)));
  }
  void write(process.argv[2], process.argv[3]);
`;

async function writeUntilKilled(
  script: string,
  file: string,
  name: string,
  ...how: readonly [together: number, synchronous: string]
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [script, file, name, ...how.map(String)], {
    env: { ...process.env, NODE_PATH: join(root, 'node_modules') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: string[] = [];
  const enough = 40 + name.length * 7;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    acknowledged.push(line);
    if (acknowledged.length === enough) child.kill('SIGKILL');
  });
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

async function halves(store: SqliteStore, names: readonly string[]): Promise<readonly boolean[]> {
  const found = names.map((name) =>
    Promise.all(['left', 'right'].map((side) => store.read(Half, { partition: 'p', id: `${name}-${side}` }))),
  );
  return (await Promise.all(found)).map(([left, right]) => {
    expect(left === undefined).toBe(right === undefined);
    return left !== undefined;
  });
}

describe('a process that is killed while it writes', () => {
  let directory: string;
  let script: string;
  let file: string;
  let store: SqliteStore;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'store-'));
    script = join(directory, 'writer.cjs');
    file = join(directory, 'test.db');
    await build({
      stdin: { contents: writer, resolveDir: root, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      external: ['@photostructure/sqlite'],
      outfile: script,
    });
    store = new SqliteStore({ file, ...options });
    await store.write('p', [{ kind: 'create', document: { id: 'counter', type: 'counter', n: 0 } }]);
  });
  afterAll(async () => {
    store.close();
    await rm(directory, { recursive: true });
  });

  const counted = async () => (await store.read(Counter, { partition: 'p', id: 'counter' }))?.document.n ?? 0;

  const rounds = synchronousLevels.flatMap((synchronous) =>
    ([1, 8, 50] as const).map((together) => ({ synchronous, together })),
  );

  it.each(rounds.map((round, index) => ({ ...round, round: String(index + 1) })))(
    'loses nothing it acknowledged and leaves no batch half done, in a file where others died before it ($round), $together at a time, synchronous $synchronous',
    async ({ round, together, synchronous }) => {
      const before = await counted();
      const names = [`${round}a`, `${round}b`];
      const acknowledged = (
        await Promise.all(names.map((name) => writeUntilKilled(script, file, name, together, synchronous)))
      ).flat();

      expect(acknowledged.length).toBeGreaterThan(80);
      expect(await halves(store, acknowledged)).toEqual(acknowledged.map(() => true));
      const all = names.flatMap((name) => Array.from({ length: 2_000 }, (_, k) => `${name}-${k}`));
      const whole = (await halves(store, all)).filter(Boolean).length;
      expect((await counted()) - before).toBe(whole);
      expect(whole).toBeGreaterThanOrEqual(acknowledged.length);
    },
  );
});
