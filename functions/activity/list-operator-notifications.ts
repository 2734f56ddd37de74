/** The operator reads what it is told about the deployment. */
import * as z from 'zod';
import { Notification, notificationView } from '../../shared/domain/activity/notification';
import { systemPartition } from '../../shared/domain/system';
import { everything } from '../../shared/domain/visibility';
import { operatorOperation, reply, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object(pageParameters);

/** Lists the operator's notifications, newest first. */
export const listOperatorNotifications = (ports: ApiPorts) =>
  operatorOperation('listOperatorNotifications', ports, { query: Query }, async ({ query }) => {
    const page = await ports.partners.list(Notification, {
      partition: systemPartition,
      type: 'notification',
      limit: query.limit,
      after: query.cursor,
    });
    return reply(
      200,
      pageOf(page, (notification) => notificationView(notification, everything, (id) => id)),
    );
  });
