/** Requests per second: opening a link, against a function that only says hello in the same runtime, and against Node.js itself. */
import autocannon from 'autocannon';
import { inTurns, median, shown, type Figure, type Measurement } from './figures';
import { processorTime } from './machine';
import { RunningServer } from './running-app';

const rounds = 3;
const connections = 50;
const seconds = 3;

interface Sample {
  readonly perSecond: number;
  /** Microseconds of the server's processor time for one request. */
  readonly processor: number | undefined;
}

export async function measureThroughput(): Promise<Measurement> {
  const [kesher, hello, bare] = await Promise.all([
    RunningServer.startApp('kesher'),
    RunningServer.startApp('hello'),
    RunningServer.startBare(),
  ]);
  const path = await kesher.newLink();
  const taking = {
    page: () => load(kesher, path, 'text/html'),
    hello: () => load(hello, '/hello', '*/*'),
    json: () => load(kesher, path, 'application/json'),
    bare: () => load(bare, '/', '*/*'),
  };
  await inTurns(1, taking);
  const taken = await inTurns(rounds, taking);
  await Promise.all([kesher.stop(), hello.stop(), bare.stop()]);

  const figure = (name: string, own: readonly Sample[], floor: readonly Sample[], goal?: Figure['goal']): Figure => {
    const [ownRate, floorRate] = [own, floor].map((samples) => median(samples.map(({ perSecond }) => perSecond)));
    const [ownTime, floorTime] = [own, floor].map((samples) => median(samples.map(({ processor = 0 }) => processor)));
    const times =
      ownTime && floorTime ? `; ${shown(ownTime)} to ${shown(floorTime)} µs of the server's processor each` : '';
    return {
      name,
      value: (ownRate ?? 0) / (floorRate ?? 0),
      ...(goal ? { goal } : {}),
      measured: `${shown(ownRate ?? 0)} to ${shown(floorRate ?? 0)} requests per second${times}`,
    };
  };
  return {
    title: 'Opening a link',
    figures: [
      figure('JSON, against hello in the same runtime', taken.json, taken.hello, { atLeast: 0.5 }),
      figure('Page, against hello in the same runtime', taken.page, taken.hello, { atLeast: 0.35 }),
      figure('JSON, against bare `node:http`', taken.json, taken.bare),
      figure('Page, against bare `node:http`', taken.page, taken.bare),
    ],
    limits,
  };
}

const limits = `${connections} connections for ${seconds} seconds a round, ${rounds} rounds in turns after one to warm up; the documents lie in the local runtime's own
SQLite file. The client has a core of its own and, on a quiet machine, is what limits both servers that say "hello"; the times of the server's processor
leave the client out.

Of the time for a JSON answer, about a quarter goes into the two point reads (SQLite, parsing the text, checking the document against its schema), less than a
tenth into the MAC of the code, and most of the rest is HTTP. A page adds its rendering and about as much for turning its 14 KB, which are not all ASCII, into
bytes and sending them.`;

async function load(server: RunningServer, path: string, accept: string): Promise<Sample> {
  const before = processorTime(server.pid);
  const result = await autocannon({
    url: `${server.origin}${path}`,
    connections,
    duration: seconds,
    headers: { accept },
  });
  const after = processorTime(server.pid);
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${path} was not always answered.`);
  const answered = result.requests.total;
  return {
    perSecond: answered / result.duration,
    processor: before === undefined || after === undefined ? undefined : ((after - before) * 1000) / answered,
  };
}
