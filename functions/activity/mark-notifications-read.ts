/** A user of a partner has read notifications. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { placesOf, readSettings, unreadCount } from '../../shared/customers/notification-reading';
import {
  readAllUpTo,
  readThese,
  untouchedSettings,
  type NotificationSettings,
} from '../../shared/domain/partners/notification-settings';
import { ok, refuse, refuseFields, type Result } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts, type Caller } from '../../shared/http/operation';
import { coverId, unseal } from '../../shared/signing/sealed-text';
import { saved } from '../../shared/store/saving';

const { markedTogether } = limits.notifications;
const Body = z.union(
  [
    z.strictObject({ upTo: z.string().min(1).max(2000) }),
    z.strictObject({ ids: z.array(z.string().max(64)).min(1).max(markedTogether) }),
  ],
  `Must be {upTo}, a readMark of the list, or {ids} with 1 to ${markedTogether} of its ids.`,
);
type Body = z.infer<typeof Body>;

/** Others who mark for the same user make it start again from what they left. */
const attempts = 8;

/** Marks as read everything up to a mark of the list, or these alone; what is read already, or is none of theirs, is passed over. */
export const markNotificationsRead = (ports: ApiPorts) =>
  userOperation('markNotificationsRead', ports, { body: Body }, async ({ caller, body }) => {
    const { partnerId, user } = caller;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await readSettings(ports, caller);
      const marked = await mark(ports, caller, stored?.document ?? untouchedSettings(user), body);
      if (!marked.ok) return marked;
      const written = await ports.partners.write(partnerId, [saved(marked.value, stored)]);
      if (written.ok) return reply(200, await unreadCount(ports, caller, marked.value));
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });

async function mark(
  ports: ApiPorts,
  caller: Caller,
  settings: NotificationSettings,
  body: Body,
): Promise<Result<NotificationSettings>> {
  const partner = caller.partner.document;
  if ('upTo' in body) {
    const place = unseal(partner, body.upTo);
    return place === undefined
      ? refuseFields({ pointer: '/upTo', detail: 'Must be a readMark of the list of notifications.' })
      : ok(readAllUpTo(caller.user, settings, place));
  }
  const ids = new Set(body.ids);
  const { found, beyond } = await placesOf(ports, caller, settings, (id) => ids.has(coverId(partner, id)), ids.size);
  return readThese(caller.user, settings, found, beyond);
}
