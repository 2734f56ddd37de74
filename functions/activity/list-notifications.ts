/** A user of a partner reads what the partner is told. */
import * as z from 'zod';
import { Notification, notificationView } from '../../shared/domain/activity/notification';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object(pageParameters);

/** Lists the partner's notifications, newest first. */
export const listNotifications = (ports: ApiPorts) =>
  userOperation('listNotifications', ports, { query: Query }, async ({ query, caller }) => {
    const page = await ports.partners.list(Notification, {
      partition: caller.partnerId,
      type: 'notification',
      limit: query.limit,
      after: query.cursor,
    });
    const seesAnswers = caller.user.supportedCompanies !== 'none';
    return reply(
      200,
      pageOf(page, (notification) => notificationView(notification, seesAnswers)),
    );
  });
