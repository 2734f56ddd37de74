/** A user of a partner looks through its users, or finds one. */
import * as z from 'zod';
import { User, UserStatus, userView } from '../../shared/domain/partners/user';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters, searchParameter } from '../../shared/http/paging';
import { isFoundBy, usersThatAre, usersWithText } from '../../shared/users/user-search';

const Query = z.object({ ...pageParameters, ...searchParameter, status: UserStatus.optional() });

/** Lists users, newest first, by status and by a part of their name or address. */
export const listUsers = (ports: ApiPorts) =>
  userOperation('listUsers', ports, { query: Query }, async ({ query, caller }) => {
    const page = await ports.partners.list(User, {
      partition: caller.partnerId,
      type: 'user',
      where: [...usersThatAre(query.status), ...usersWithText(query.q)],
      limit: query.limit,
      after: query.cursor,
    });
    const items = page.items.filter(({ document }) => isFoundBy(document, query.q));
    return reply(200, pageOf({ ...page, items }, userView));
  });
