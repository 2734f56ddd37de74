/** A partner looks through the resets of passwords: what waits for approval, and what became of the others. */
import * as z from 'zod';
import { limits } from '../../shared/catalogue/limits';
import { mayAct } from '../../shared/domain/customers/acting';
import { Customer } from '../../shared/domain/customers/customer';
import { PasswordReset, ResetState, resetStateNow, resetView } from '../../shared/domain/passwords/password-reset';
import { reply, userOperation, type ApiPorts, type Caller } from '../../shared/http/operation';
import { pageOf, pageParameters } from '../../shared/http/paging';
import type { Stored } from '../../shared/ports';

const Query = z.object({
  ...pageParameters,
  state: ResetState.optional(),
  customerId: z.string().max(limits.idLength, 'Must be the id of a customer.').optional(),
});

/** Lists them, newest first, by state and customer; whose they are, as long as this user sees the customer's people. A page can be shorter than asked for where time has changed a state since. */
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
    const shown = await customersShown(ports, caller, items, now);
    const view = (reset: PasswordReset) => {
      const { user, ...rest } = resetView(reset, now);
      return shown.has(reset.customerId) ? { ...rest, user } : rest;
    };
    return reply(200, pageOf({ ...page, items }, view));
  });

/** What a state was before time made it what it is. */
const before: Readonly<Partial<Record<ResetState, readonly ResetState[]>>> = {
  lapsed: ['awaitingApproval'],
  unknown: ['setting'],
  expired: ['ready'],
};

/** Of these resets, the customers whose people this user sees now. */
async function customersShown(
  { partners }: ApiPorts,
  { partnerId: partition, user, partner: { document: partner } }: Caller,
  resets: readonly Stored<PasswordReset>[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(resets.map(({ document }) => document.customerId))];
  const read = await Promise.all(ids.map((id) => partners.read(Customer, { partition, id })));
  const customers = read.flatMap((stored) => stored?.document ?? []);
  const seen = customers.filter((customer) => mayAct({ kind: 'seeUsers' }, { user, partner, customer, now }).ok);
  return new Set(seen.map(({ id }) => id));
}
