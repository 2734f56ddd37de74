/** A user of a partner reads what the partner is told. */
import * as z from 'zod';
import { readSettings, unreadCount } from '../../shared/customers/notification-reading';
import { Notification, notificationView } from '../../shared/domain/activity/notification';
import { hasRead } from '../../shared/domain/partners/notification-settings';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { placeOf, sealedPageOf, sealedPageParameters } from '../../shared/http/sealed-paging';
import { coverId, seal } from '../../shared/signing/sealed-text';

const Query = z.object(sealedPageParameters);

/** Lists the partner's notifications, newest first; what they tell of customers to those alone who may see it. The first page says how many the user has not read. */
export const listNotifications = (ports: ApiPorts) =>
  userOperation('listNotifications', ports, { query: Query }, async ({ query, caller }) => {
    const { partnerId: partition, sight, user } = caller;
    const partner = caller.partner.document;
    const after = placeOf(partner, query.cursor);
    if (!after.ok) return after;
    const [page, stored] = await Promise.all([
      ports.partners.list(Notification, {
        partition,
        type: 'notification',
        limit: query.limit,
        after: after.value,
      }),
      readSettings(ports, caller),
    ]);
    const settings = stored?.document;
    const shown = sealedPageOf(partner, page, (document) => ({
      ...notificationView(document, sight, (id) => coverId(partner, id)),
      read: hasRead(user, settings, document.sortKey),
    }));
    if (after.value !== undefined) return reply(200, shown);
    const newest = page.items[0]?.document.sortKey;
    const readMark = newest === undefined ? {} : { readMark: seal(partner, newest) };
    return reply(200, { ...shown, ...(await unreadCount(ports, caller, settings, page)), ...readMark });
  });
