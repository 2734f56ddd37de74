/** How long mails have been waiting, for whoever looks after the deployment. */
import * as z from 'zod';
import { lanes, queueOf, type Lane } from '../domain/mail/mail';
import type { Ports } from '../ports';

const Written = z.object({ createdAt: z.iso.datetime() });
/** One that cannot be read says nothing here; the pass tells of it. */
const tolerant = { parse: (raw: unknown) => Written.safeParse(raw).data };

/** Whoever was written less than a round of the timer ago does not wait yet. */
const roundSeconds = 60;

/** For each lane, the seconds since the mail was written that has been due there for longest; a lane in which none waits is left out. */
export async function waitingMails({
  partners,
  clock,
}: Pick<Ports, 'partners' | 'clock'>): Promise<Partial<Record<Lane, number>>> {
  const now = clock.now();
  const ages = await Promise.all(
    lanes.map(async (lane) => {
      const [longest] = await partners.due(tolerant, queueOf(lane), now, 1);
      const writtenAt = longest?.document?.createdAt;
      const seconds = writtenAt === undefined ? 0 : Math.floor((now.getTime() - new Date(writtenAt).getTime()) / 1000);
      return [lane, seconds] as const;
    }),
  );
  return Object.fromEntries(ages.filter(([, seconds]) => seconds >= roundSeconds));
}
