/** Requests per second: opening a link, against a function that only says hello in the same runtime, and against Node.js itself. */
import autocannon from 'autocannon';
import { inTurns, median, shown, type Figure, type Measurement } from './figures';
import { processorTime } from './machine';
import { RunningServer } from './running-app';

const rounds = 3;
const connections = 50;
const seconds = 3;
/** More than is kept of their pages. */
const manyLinks = 4_000;

export interface Sample {
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
  const one = [await kesher.newLink()];
  const many = await kesher.newLinks(manyLinks);
  const taking = {
    page: () => load(kesher, one, 'text/html'),
    hello: () => load(hello, ['/hello'], '*/*'),
    json: () => load(kesher, one, 'application/json'),
    bare: () => load(bare, ['/'], '*/*'),
    manyPages: () => load(kesher, many, 'text/html'),
    manyJson: () => load(kesher, many, 'application/json'),
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
      figure(`JSON, ${shown(manyLinks)} links in turn, against hello`, taken.manyJson, taken.hello),
      figure(`Page, ${shown(manyLinks)} links in turn, against hello`, taken.manyPages, taken.hello),
      figure('JSON, against bare `node:http`', taken.json, taken.bare),
      figure('Page, against bare `node:http`', taken.page, taken.bare),
    ],
    limits,
  };
}

const limits = `${connections} connections for ${seconds} seconds a round, ${rounds} rounds in turns after one to warm up; the documents lie in the local runtime's own
SQLite file. The client has a core of its own and, on a quiet machine, is what limits both servers that say "hello"; the times of the server's processor
leave the client out.

The first two rows are the main case: one link is mailed to a thousand people, and scanners open each mail too. Both documents are read each time, but the
engine only says that they are what is known already, and the finished page or JSON is sent again as the bytes that it was made into. So most of the time goes
into HTTP, and a good part of the rest into the two point reads, that is into taking and leaving the lock of SQLite's file; requests that arrive together share it. A page
costs little more than JSON then. Where ${shown(manyLinks)} links are opened in turn, their codes and the JSON are kept, and the pages are more than is kept: each is made anew, by parsing and
checking the offer, the texts and the rendering. In Azure the round trips remain in either case; what is saved there is processor time, and the bodies of the documents.`;

/** How fast a server answers these paths, one after the other over all connections. */
export async function load(server: RunningServer, paths: readonly string[], accept: string): Promise<Sample> {
  let asked = 0;
  const next = (): string => paths[(asked += 1) % paths.length] ?? '';
  const before = processorTime(server.pid);
  const result = await autocannon({
    url: `${server.origin}${next()}`,
    // One after the other over all connections: each of them by itself would ask for the same ones as the others.
    ...(paths.length > 1 ? { requests: [{ setupRequest: (request) => ({ ...request, path: next() }) }] } : {}),
    connections,
    duration: seconds,
    headers: { accept },
  });
  const after = processorTime(server.pid);
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${next()} was not always answered.`);
  const answered = result.requests.total;
  return {
    perSecond: answered / result.duration,
    processor: before === undefined || after === undefined ? undefined : ((after - before) * 1000) / answered,
  };
}
