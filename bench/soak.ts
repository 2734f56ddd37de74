/** Whether anything grows while the program of `npm start` works for five minutes: what it holds in memory, its handles, how long its event loop lets others wait. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { isMet, median, shown, type Figure } from './figures';
import { built, leaveTheFirstCore, machine } from './machine';
import { mixedLoad } from './mixed-load';
import { rowsOf } from './performance-page';
import { RunningServer } from './running-app';

/** After the first minute, in which code is compiled and what is remembered fills up to its bounds. */
const warmUpMinutes = 1;
const minutes = 5;
const sampleMilliseconds = 5_000;

const Sample = z.object({
  heap: z.number(),
  resident: z.number(),
  handles: z.number(),
  timers: z.number(),
  files: z.number(),
  usual: z.number(),
  long: z.number(),
});
type Sample = z.infer<typeof Sample>;

async function soak(): Promise<boolean> {
  leaveTheFirstCore();
  const folder = mkdtempSync(join(tmpdir(), 'kesher-soak-'));
  const file = join(folder, 'samples.jsonl');
  const probe = {
    NODE_OPTIONS: `--require=${join(built, 'soak-probe.js')}`,
    SOAK_FILE: file,
    SOAK_MILLISECONDS: String(sampleMilliseconds),
  };
  const server = await RunningServer.startApp('kesher', probe);
  try {
    const end = performance.now() + (warmUpMinutes + minutes) * 60_000;
    const done = await mixedLoad(server, () => performance.now() >= end);
    const samples = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => Sample.parse(JSON.parse(line)))
      .slice((warmUpMinutes * 60_000) / sampleMilliseconds);
    const figures = figuresOf(samples);
    console.log(`${minutes} minutes after a first one; ${machine}.`);
    for (const [name, times] of done) console.log(`${shown(times)} times: ${name}.`);
    console.log(rowsOf({ title: 'Soak', figures, limits: '' }).join('\n'));
    return figures.every((figure) => isMet(figure) !== false);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last third against the first, as medians: a collection or a busy machine may spoil single samples. */
function figuresOf(samples: readonly Sample[]): readonly Figure[] {
  const third = Math.floor(samples.length / 3);
  const at = (what: keyof Sample) =>
    [samples.slice(0, third), samples.slice(third, 2 * third), samples.slice(-third)].map((part) =>
      median(part.map((sample) => sample[what])),
    );
  const megabytes = (bytes: number) => `${shown(bytes / 1e6)} MB`;
  const times = (name: string, what: keyof Sample, atMost: number, say: (value: number) => string): Figure => {
    const [first = 0, second = 0, last = 0] = at(what);
    const measured = [first, second, last].map(say).join(', ');
    return { name, value: last / first, goal: { atMost }, measured };
  };
  const more = (name: string, what: keyof Sample, atMost: number): Figure => {
    const [first = 0, second = 0, last = 0] = at(what);
    return { name, value: last - first, goal: { atMost }, measured: [first, second, last].map(shown).join(', ') };
  };
  return [
    times('Memory in use after a collection', 'heap', 1.1, megabytes),
    times('Resident memory', 'resident', 1.2, megabytes),
    more('Sockets and other handles', 'handles', 2),
    more('Timers', 'timers', 2),
    more('Open files', 'files', 2),
    times('Delay of the event loop, median', 'usual', 1.5, (value) => `${shown(value)} ms`),
    times('Delay of the event loop, 99 of 100', 'long', 1.5, (value) => `${shown(value)} ms`),
  ];
}

soak().then(
  (isSteady) => process.exit(isSteady ? 0 : 1),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
