/** What a workbook of a hundred thousand offers takes, against one of ten thousand. */
import { garbageCollection, longWorkbook } from '../test/long-list';
import { inTurns, median, shown, type Measurement } from './figures';

const few = 10_000;
const many = 100_000;
const rounds = 3;
const betweenReadings = 100;

export async function measureWorkbooks(): Promise<Measurement> {
  const collect = await garbageCollection();
  await exported(few, collect);
  const taken = await inTurns(rounds, { small: () => exported(few, collect), large: () => exported(many, collect) });
  const [small, large] = [summaryOf(taken.small), summaryOf(taken.large)];
  return {
    title: 'Workbooks',
    figures: [
      {
        name: `Time for ${shown(many)} offers, to that for ${shown(few)}`,
        value: large.seconds / small.seconds,
        goal: { atMost: 13 },
        measured: `${shown(large.seconds)} s to ${shown(small.seconds)} s`,
      },
      {
        name: `Memory held more at any time than at the beginning of ${shown(many)}`,
        value: large.growth,
        unit: 'MB',
        goal: { atMost: 16 },
        measured: `${shown(large.megabytes)} MB sent; ${shown(small.growth)} MB for ${shown(few)}`,
      },
    ],
    limits,
  };
}

const limits = `The list of offers through its handler, from a store that makes each page up when it is asked for it, to a reader that keeps nothing. Most of the time goes
into compressing. Memory is the heap and the buffers after a collection, every ${betweenReadings} pieces; the time is taken without them.`;

interface Export {
  readonly seconds: number;
  /** The most memory at any time beyond that at the beginning, in MB. */
  readonly growth: number;
  readonly megabytes: number;
}

function summaryOf(exports: readonly Export[]): Export {
  const [first] = exports;
  return {
    seconds: median(exports.map(({ seconds }) => seconds)),
    growth: Math.max(...exports.map(({ growth }) => growth)),
    megabytes: first?.megabytes ?? 0,
  };
}

async function exported(rows: number, collect: () => void): Promise<Export> {
  const held = (): number => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 1024 ** 2;
  };
  const { pieces, close } = await longWorkbook(rows);
  const readings: number[] = [];
  let [count, bytes, collecting] = [0, 0, 0];
  const started = performance.now();
  for await (const piece of pieces) {
    bytes += piece.length;
    if ((count += 1) % betweenReadings !== 10) continue;
    const reading = performance.now();
    readings.push(held());
    collecting += performance.now() - reading;
  }
  const seconds = (performance.now() - started - collecting) / 1000;
  close();
  const [first = 0] = readings;
  return { seconds, growth: Math.max(...readings) - first, megabytes: bytes / 1024 ** 2 };
}
