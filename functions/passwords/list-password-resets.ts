/** A partner looks through the resets of passwords: what waits for approval, and what became of the others. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { PasswordReset, ResetState, resetStateNow, resetView } from '../../shared/domain/passwords/password-reset';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';

const Query = z.object({
  ...pageParameters,
  state: ResetState.optional(),
  customerId: z.string().max(limits.idLength, 'Must be the id of a customer.').optional(),
});

/** Lists them, newest first, by state and customer. A page can be shorter than asked for where time has changed a state since. */
export const listPasswordResets = (ports: ApiPorts) =>
  userOperation('listPasswordResets', ports, { query: Query }, async ({ query, caller, now }) => {
    const { state, customerId, limit, cursor: after } = query;
    const page = await ports.partners.list(PasswordReset, {
      partition: caller.partnerId,
      type: 'password-reset',
      where: [
        ...(state === undefined ? [] : [{ field: 'state', oneOf: [state, ...(before[state] ?? [])] } as const]),
        ...(customerId === undefined ? [] : [{ field: 'customerId', equals: customerId } as const]),
      ],
      limit,
      after,
    });
    const items = page.items.filter(({ document }) => state === undefined || resetStateNow(document, now) === state);
    return reply(
      200,
      pageOf({ ...page, items }, (reset) => resetView(reset, now)),
    );
  });

/** What a state was before time made it what it is. */
const before: Readonly<Partial<Record<ResetState, readonly ResetState[]>>> = {
  lapsed: ['awaitingApproval'],
  unknown: ['setting'],
  expired: ['ready'],
};
