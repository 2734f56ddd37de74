/** What a hundred thousand openings of a link leave behind in memory. */
import autocannon from 'autocannon';
import { setTimeout as sleep } from 'node:timers/promises';
import { shown, type Measurement } from './figures';
import { residentMegabytes } from './machine';
import { RunningServer } from './running-app';

const openings = 100_000;
const warmUp = 10_000;

export async function measureMemory(): Promise<Measurement> {
  const server = await RunningServer.startApp('kesher');
  const link = await server.newLink();
  await open(server, link, warmUp);
  const before = await idleMegabytes(server);
  await open(server, link, openings / 2);
  const halfway = await idleMegabytes(server);
  await open(server, link, openings / 2);
  const after = await idleMegabytes(server);
  await server.stop();
  return {
    title: 'Memory',
    figures: [
      {
        name: `Growth by ${shown(openings)} openings, pages and JSON in turns`,
        value: after - before,
        unit: 'MB',
        goal: { atMost: 33 },
        measured: `${shown(before)} MB after a warm-up of ${shown(warmUp)}, ${shown(halfway)} MB halfway, ${shown(after)} MB in the end`,
      },
    ],
    limits,
  };
}

const limits = `Resident memory of the running program, idle for three seconds before each reading. Nothing is kept per request. What is remembered between requests depends on
the words, colours and dates asked for (\`shared/remembered.ts\`), or is what was read and made of the links opened last, at most 29 MB (\`shared/links/opened-links.ts\`);
both are bounded. The garbage collector decides how much of the heap it gives back, so
the figure swings by some tens of megabytes either way; a leak of a hundred bytes per opening would add ten to both halves.`;

async function open(server: RunningServer, link: string, amount: number): Promise<void> {
  for (const accept of ['text/html', 'application/json']) {
    const result = await autocannon({
      url: `${server.origin}${link}`,
      connections: 50,
      amount: amount / 2,
      headers: { accept },
    });
    if (result.non2xx > 0 || result.errors > 0) throw new Error('A link was not opened.');
  }
}

async function idleMegabytes(server: RunningServer): Promise<number> {
  await sleep(3_000);
  return residentMegabytes(server.pid) ?? Number.NaN;
}
