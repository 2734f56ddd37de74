/** Confirmations side by side: how many a second, and how much longer than the usual one the slowest take. */
import * as z from 'zod';
import { company } from '../test/link-world';
import { contoso } from '../test/world';
import { median, quantile, shown, type Measurement } from './figures';
import { inLanes, timedInLanes, type Timed } from './lanes';
import { RunningServer } from './running-app';

const inParallel = 50;
const warmUp = 200;
const rounds = 3;
const perRound = 500;

const Redemption = z.object({ redemptionId: z.string() });
const Messages = z.object({ items: z.array(z.object({ to: z.string(), code: z.string().optional() })) });

interface Confirmation {
  readonly path: string;
  readonly confirmationCode: string;
}

export async function measureConfirmations(): Promise<Measurement> {
  const server = await RunningServer.startApp('kesher');
  const link = await server.newLink();
  let companies = 0;
  const prepared = async (count: number): Promise<readonly Confirmation[]> => {
    const from = companies;
    companies += count;
    return prepare(server, link, from, count);
  };
  await confirmAll(server, await prepared(warmUp));
  const taken: Timed[] = [];
  for (let round = 0; round < rounds; round += 1) taken.push(await confirmAll(server, await prepared(perRound)));
  await server.stop();

  const p50 = median(taken.map(({ times }) => quantile(times, 0.5)));
  const p99 = median(taken.map(({ times }) => quantile(times, 0.99)));
  const perSecond = median(taken.map((round) => round.perSecond));
  return {
    title: 'Confirming',
    figures: [
      {
        name: `p99 against p50, ${inParallel} in parallel`,
        value: median(taken.map(({ times }) => quantile(times, 0.99) / quantile(times, 0.5))),
        goal: { atMost: 3 },
        measured: `${shown(p99)} to ${shown(p50)} ms; ${shown(perSecond)} confirmations per second`,
      },
    ],
    limits,
  };
}

const limits = `${rounds} rounds of ${perRound} customers, each of its own company, ${inParallel} at a time, with the codes that were mailed to them. All of them redeem one offer: its
count is a conditional patch, so nobody waits for anybody's etag. A confirmation commits two transactions (the counted try, then everything else at once), and
its two mails are claimed, rendered and kept by the same process meanwhile: SQLite's commits and that mail take most of the time, and the queue of
${inParallel} makes up the rest of what one customer waits.`;

async function prepare(
  server: RunningServer,
  link: string,
  from: number,
  count: number,
): Promise<readonly Confirmation[]> {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  const paths = new Map<string, string>();
  await inLanes(numbers, 20, async (number) => {
    const details = company(number);
    const body = { ...contoso, ...details };
    const { redemptionId } = await server.read(Redemption, { path: `${link}/redemptions`, body });
    paths.set(details.contact.email, `${link}/redemptions/${redemptionId}/confirmation`);
  });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { items } = await server.read(Messages, { path: '/local/mailbox/messages' });
    const found = items.flatMap(({ to, code }) => {
      const path = paths.get(to);
      return path === undefined || code === undefined ? [] : [{ path, confirmationCode: code }];
    });
    if (found.length === count) return found;
    await new Promise((passed) => setTimeout(passed, 100));
  }
  throw new Error('Not every code was mailed.');
}

function confirmAll(server: RunningServer, confirmations: readonly Confirmation[]): Promise<Timed> {
  return timedInLanes(confirmations, inParallel, async ({ path, confirmationCode }) => {
    await server.ask({ path, body: { confirmationCode } });
  });
}
