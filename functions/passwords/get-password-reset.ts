/** A partner looks at one reset of a password: who asked for it, whether it waits, and whether it was shown. */
import { mayAct } from '../../shared/domain/customers/acting';
import { Customer } from '../../shared/domain/customers/customer';
import { resetView } from '../../shared/domain/passwords/password-reset';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { readReset } from '../../shared/passwords/asking';

/** Reads it, as long as this user sees the customer's people. Neither the password nor its link is part of what is told. */
export const getPasswordReset = (ports: ApiPorts) =>
  userOperation('getPasswordReset', ports, {}, async ({ params, caller, now }) => {
    const { partnerId, user } = caller;
    const stored = await readReset(ports, partnerId, params.resetId ?? '');
    const id = stored?.document.customerId;
    const customer = id === undefined ? undefined : await ports.partners.read(Customer, { partition: partnerId, id });
    if (!stored || !customer) return refuse('not-found');
    const acting = { user, partner: caller.partner.document, customer: customer.document, now };
    const may = mayAct({ kind: 'seeUsers' }, acting);
    if (!may.ok) return may;
    return reply(200, resetView(stored.document, now), { revision: stored.document.revision });
  });
