/** The build at hand beside an earlier one, which `bench/earlier.mjs` has made: the same calls on the same machine, in turns. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { company } from '../test/link-world';
import { contoso } from '../test/world';
import { inTurns, median, quantile, shown, type Figure, type Measurement } from './figures';
import type { Timed } from './lanes';
import { built, printedBy, startNode } from './machine';
import { workUntilMailed, type MailedWork } from './mailed-work';
import { RunningServer } from './running-app';
import { load, type Sample } from './throughput';

const rounds = 5;
const inParallel = 50;
const perRound = 400;
/** More than is kept of their pages. */
const manyLinks = 4_000;

const confirming = 'confirming it, both mails sent';

const Redemption = z.object({ redemptionId: z.string() });
const Messages = z.object({
  items: z.array(z.object({ to: z.string(), code: z.string().optional() })),
});

/** What is measured of a side. */
class Side {
  #companies = 0;
  readonly #paths = new Map<string, string>();

  private constructor(
    readonly server: RunningServer,
    private readonly link: string,
    readonly many: readonly string[],
  ) {}

  static async start(app: 'kesher' | 'earlier'): Promise<Side> {
    const server = await RunningServer.startApp(app);
    return new Side(server, await server.newLink(), await server.newLinks(manyLinks));
  }

  /** Companies answer an offer; a code is mailed to each. */
  askForCodes(): Promise<MailedWork> {
    const numbers = Array.from({ length: perRound }, (_, index) => this.#companies + index);
    this.#companies += perRound;
    return this.#work(numbers, 1, async (number) => {
      const details = company(number);
      const body = { ...contoso, ...details };
      const { redemptionId } = await this.server.read(Redemption, { path: `${this.link}/redemptions`, body });
      this.#paths.set(details.contact.email, `${this.link}/redemptions/${redemptionId}/confirmation`);
    });
  }

  /** They confirm with the codes that they were mailed; each of them, and the partner, is mailed what was agreed. */
  async confirm(): Promise<MailedWork> {
    const asked = new Map(this.#paths);
    this.#paths.clear();
    const { items } = await this.server.read(Messages, { path: '/local/mailbox/messages' });
    const codes = items.flatMap(({ to, code: confirmationCode }) => {
      const path = asked.get(to);
      return path === undefined || confirmationCode === undefined ? [] : [{ path, confirmationCode }];
    });
    if (codes.length !== perRound) throw new Error(`${codes.length} codes were mailed.`);
    return this.#work(codes, 2, async ({ path, confirmationCode }) => {
      await this.server.ask({ path, body: { confirmationCode } });
    });
  }

  #work<T>(items: readonly T[], mails: number, one: (item: T) => Promise<void>): Promise<MailedWork> {
    return workUntilMailed({ server: this.server, items, inParallel, mails }, one);
  }
}

const limits = `The earlier build is commit 8bffe86, made by \`npm run bench:earlier\`: it knew trial invitations and purchase offers alone. ${rounds} rounds of ${perRound}, ${inParallel} at a time, both
servers running, the sides in turns; the next side begins when the last mail of the one before was sent, and processor time counts until then. Request units follow from the sizes and the
indexed paths of the documents by the rules in \`bench/costs/request-units.ts\`, the same for both builds.

The goals for codes and confirmations are those of half the work, and are not met, because there is more work. A confirmation writes 14 documents in its batch: since the earlier build a customer stands in lists by place and is found by any part of its
name (a quarter of the processor time of a confirmation, 21 of its request units), its subscriptions are worked off, its changes are told (17), a wrong code is counted for a
company and given back (16), and the numbers of customers are kept (11). A mail costs 31 units to claim, note and mark as sent, and 12 for its share of the quota; that is as it was, because exactly once,
the lanes and the quota rest on it.

What limits the rates on SQLite: a third of the processor time is its own, of which a third goes into commits. A commit of four writes takes 300 µs, nearly all of it
for the pages that it writes; a document takes 10 µs, and 6 to 15 more for each index that its columns stand in, so an index is only written when its column
changes. The rest is spread thin: rendering mails 8 %, reading 10 %, zod 5 %, handing on changes 5 %, collecting garbage 6 %.

Links that differ each time: ${shown(manyLinks)} in turn, whose codes are all kept, and their answers as JSON; pages are larger and are made anew. Of more links JSON is
made anew too, at about the earlier build's pace: of 16,000, tried once by hand, 111 to 149 µs of the processor each, to 125 to 138.`;

const Units = z.record(z.string(), z.number());

/** Half the work on Cosmos DB too: what the same steps cost there, by the published rules. */
async function unitFigures(): Promise<readonly Figure[]> {
  const [now, then] = await Promise.all(
    ['units-once.js', 'earlier/.build/units-once.js'].map(async (file) =>
      Units.parse(JSON.parse(await printedBy(startNode(file)))),
    ),
  );
  return Object.entries(now ?? {}).map(([step, units]) => ({
    name: `Request units: ${step}`,
    value: units / (then?.[step] ?? NaN),
    ...(step === confirming ? { goal: { atMost: 0.7 } } : {}),
    measured: `${shown(units)} to ${shown(then?.[step] ?? NaN)}`,
  }));
}

/** Undefined where there is no earlier build to compare with. */
export async function measureBesideEarlier(): Promise<Measurement | undefined> {
  if (!existsSync(join(built, 'earlier'))) return undefined;
  const [own, earlier] = [await Side.start('kesher'), await Side.start('earlier')];
  const taking = {
    ownCodes: () => own.askForCodes(),
    earlierCodes: () => earlier.askForCodes(),
    ownConfirmations: () => own.confirm(),
    earlierConfirmations: () => earlier.confirm(),
  };
  const opening = {
    ownPages: () => load(own.server, own.many, 'text/html'),
    earlierPages: () => load(earlier.server, earlier.many, 'text/html'),
    ownJson: () => load(own.server, own.many, 'application/json'),
    earlierJson: () => load(earlier.server, earlier.many, 'application/json'),
  };
  await inTurns(1, taking);
  const written = await inTurns(rounds, taking);
  await inTurns(1, opening);
  const opened = await inTurns(3, opening);
  await Promise.all([own.server.stop(), earlier.server.stop()]);

  const rate = (
    name: string,
    samples: readonly Pick<Sample, 'perSecond'>[],
    before: typeof samples,
    atLeast: number,
  ): Figure => {
    const [now, then] = [samples, before].map((side) => median(side.map(({ perSecond }) => perSecond)));
    return {
      name,
      value: (now ?? 0) / (then ?? 1),
      goal: { atLeast },
      measured: `${shown(now ?? 0)} to ${shown(then ?? 0)} a second`,
    };
  };
  const processor = (
    name: string,
    samples: readonly MailedWork[],
    before: readonly MailedWork[],
    atMost: number,
  ): Figure => {
    const [now, then] = [samples, before].map((side) => median(side.map((one) => one.processor)));
    return {
      name,
      value: (now ?? 0) / (then ?? 1),
      goal: { atMost },
      measured: `${shown(now ?? 0)} to ${shown(then ?? 0)} ms`,
    };
  };
  const ratioOf = ({ times }: Timed): number => quantile(times, 0.99) / quantile(times, 0.5);
  return {
    title: 'Beside an earlier build',
    figures: [
      rate('Codes asked for', written.ownCodes, written.earlierCodes, 2.5),
      processor('Processor time for a code, its mail included', written.ownCodes, written.earlierCodes, 0.4),
      rate('Confirmations', written.ownConfirmations, written.earlierConfirmations, 2.5),
      processor(
        'Processor time for a confirmation, its mails included',
        written.ownConfirmations,
        written.earlierConfirmations,
        0.4,
      ),
      {
        name: 'Confirmations, p99 against p50',
        value: median(written.ownConfirmations.map(ratioOf)),
        goal: { atMost: 2.5 },
        measured: `before: ${shown(median(written.earlierConfirmations.map(ratioOf)))}`,
      },
      ...(await unitFigures()),
      rate('Pages of links that differ each time', opened.ownPages, opened.earlierPages, 2),
      rate('JSON of links that differ each time', opened.ownJson, opened.earlierJson, 2),
    ],
    limits,
  };
}
