/** Works off the documents of a queue that are due. */
import * as z from 'zod';
import type { Ports } from '../ports';

const lookedAtPerRound = 100;

const Identified = z.object({ id: z.string(), partnerId: z.string() });
/** One that cannot be read does not hold up the others. */
const tolerant = {
  parse: (raw: unknown) => {
    const { id, partnerId } = Identified.parse(raw);
    return { id: `${partnerId} ${id}`, raw };
  },
};

/** Does the work for each document that is due, until none is left but those that failed; gives how many were looked at. What went wrong is thrown at the end. */
export async function eachDue(
  { partners, clock }: Pick<Ports, 'partners' | 'clock'>,
  queue: string,
  heldUp: string,
  work: (raw: unknown) => Promise<void>,
): Promise<number> {
  const seen = new Set<string>();
  const errors: unknown[] = [];
  for (;;) {
    const due = await partners.due(tolerant, queue, clock.now(), lookedAtPerRound + errors.length);
    const fresh = due.filter(({ document: { id } }) => !seen.has(id));
    if (fresh.length === 0) break;
    for (const { document } of fresh) {
      seen.add(document.id);
      try {
        await work(document.raw);
      } catch (error) {
        errors.push(error);
      }
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, heldUp);
  return seen.size;
}
