/** How many answers whoever holds the link of a service request may leave without a code. */
import type { Partner } from '../domain/partners/partner';
import type { Refused } from '../domain/refusal';
import { CodeThrottle, countNote, throttleKey, tooManyNotes } from '../domain/throttle';
import type { Ports, Write } from '../ports';
import { saved } from '../store/saving';

/** Counts one more in the batch of the answer, or refuses it. */
export async function countUnproved(
  { partners }: Pick<Ports, 'partners'>,
  { partnerId }: Pick<Partner, 'partnerId'>,
  number: string,
  now: Date,
): Promise<Refused | readonly Write[]> {
  const id = throttleKey('deskNotes', number);
  const before = await partners.read(CodeThrottle, { partition: partnerId, id });
  const refused = tooManyNotes('atDesk', before?.document, now);
  return refused ?? [saved(countNote('atDesk', id, partnerId, before?.document, now), before)];
}
