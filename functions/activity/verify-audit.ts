/** The partner's global administrator finds out whether the audit trail is as it was written. */
import * as z from 'zod';
import { entriesWithin, periodParameters } from '../../shared/audit/audit-search';
import { verifyAudit as verify, VerifiedPlace } from '../../shared/audit/verification';
import { refuseFields } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { cursorRule } from '../../shared/http/paging';
import { placeOf, sealedPageParameters } from '../../shared/http/sealed-paging';
import type { Ports } from '../../shared/ports';
import { seal } from '../../shared/signing/sealed-text';

const headRule = 'Must be the head of an earlier verification.';

const Query = z.object({
  ...periodParameters,
  cursor: sealedPageParameters.cursor,
  head: z
    .string()
    .regex(/^[1-9]\d{0,14}\.[\w-]{43}$/u, headRule)
    .transform((head) => ({ number: Number(head.split('.')[0]), hash: head.split('.')[1] ?? '' }))
    .optional(),
});

/** Compares a period of the trail with its seals, names the first entry that does not fit, and says how much is not sealed yet. */
export const verifyAudit = (ports: ApiPorts & Pick<Ports, 'secrets'>) =>
  userOperation('verifyAudit', ports, { query: Query }, async ({ query, caller }) => {
    const partner = caller.partner.document;
    const within = entriesWithin(query);
    if (!within.ok) return within;
    const cursor = placeOf(partner, query.cursor);
    if (!cursor.ok) return cursor;
    const place = cursor.value === undefined ? undefined : placeIn(cursor.value);
    if (cursor.value !== undefined && !place) return refuseFields({ pointer: '/cursor', detail: cursorRule });
    const { from, to, head: kept } = query;
    const { broken, head, next, ...counted } = await verify(ports, partner, { from, to, kept, place });
    return reply(200, {
      ...counted,
      intact: broken === undefined,
      ...(broken ? { problem: broken.problem, firstBroken: broken.id } : {}),
      ...(head ? { head: `${head.number}.${head.hash}`, sealedAt: head.sealedAt } : {}),
      ...(next ? { nextCursor: seal(partner, JSON.stringify(next)) } : {}),
    });
  });

function placeIn(text: string): VerifiedPlace | undefined {
  // A cursor of another list of this partner's opens too, and is no JSON.
  return text.startsWith('[') ? VerifiedPlace.safeParse(JSON.parse(text)).data : undefined;
}
