/** Work of a server that mails too: timed until it has answered, and until the last mail was sent. */
import { timedInLanes, type Timed } from './lanes';
import { processorTime } from './machine';
import type { RunningServer } from './running-app';

/** How long it took to answer, how many a second were done with their mails, and the milliseconds of processor time for each of them until then. */
export interface MailedWork extends Timed {
  readonly mailedPerSecond: number;
  readonly processor: number;
}

export interface Mailing<T> {
  readonly server: RunningServer;
  readonly items: readonly T[];
  readonly inParallel: number;
  /** How many mails each of them leads to. */
  readonly mails: number;
}

/** Does the work on each item, so many at a time, and waits for its mails. */
export async function workUntilMailed<T>(
  { server, items, inParallel, mails }: Mailing<T>,
  work: (item: T) => Promise<void>,
): Promise<MailedWork> {
  const before = processorTime(server.pid) ?? 0;
  const sent = server.mailsSent();
  const startedAt = performance.now();
  const timed = await timedInLanes(items, inParallel, work);
  while (server.mailsSent() < sent + mails * items.length) await new Promise((passed) => setTimeout(passed, 10));
  const mailedPerSecond = (1000 * items.length) / (performance.now() - startedAt);
  const after = processorTime(server.pid) ?? 0;
  return { ...timed, mailedPerSecond, processor: (after - before) / items.length };
}
