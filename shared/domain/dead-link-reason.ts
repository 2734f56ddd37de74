/** Why a link leads nowhere any more, where a fresh one can be asked for: the wish for it, its notification and its mail say so alike. */
import * as z from 'zod';

export const DeadLinkReason = z.enum(['offer-expired', 'offer-revoked', 'offer-exhausted', 'offer-replaced']);
export type DeadLinkReason = z.infer<typeof DeadLinkReason>;

/** Whether a fresh link can be asked for: not of a partner who cannot give one. */
export function reasonToAsk(refusal: string): DeadLinkReason | undefined {
  return DeadLinkReason.safeParse(refusal).data;
}
