/** A user of a partner reads what the partner is told. */
import * as z from 'zod';
import { Notification, notificationView } from '../../shared/domain/activity/notification';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { placeOf, sealedPageOf, sealedPageParameters } from '../../shared/http/sealed-paging';
import { coverId } from '../../shared/signing/sealed-text';

const Query = z.object(sealedPageParameters);

/** Lists the partner's notifications, newest first; what they tell of customers to those alone who may see it. */
export const listNotifications = (ports: ApiPorts) =>
  userOperation('listNotifications', ports, { query: Query }, async ({ query, caller }) => {
    const { partnerId: partition, sight } = caller;
    const partner = caller.partner.document;
    const after = placeOf(partner, query.cursor);
    if (!after.ok) return after;
    const page = await ports.partners.list(Notification, {
      partition,
      type: 'notification',
      limit: query.limit,
      after: after.value,
    });
    const cover = (id: string): string => coverId(partner, id);
    return reply(
      200,
      sealedPageOf(partner, page, (document) => notificationView(document, sight, cover)),
    );
  });
