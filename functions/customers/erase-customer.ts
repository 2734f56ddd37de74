/** A partner erases a customer's people: pseudonyms take their place, consents and the audit trail stay whole. */
import * as z from 'zod';
import { goOnErasing, startErasure } from '../../shared/customers/erasing';
import { loadKept } from '../../shared/customers/kept-customer';
import { Customer, customerDetails } from '../../shared/domain/customers/customer';
import { erasureKey } from '../../shared/domain/customers/erasure';
import { limits } from '../../shared/catalogue/limits';
import { isPseudonym } from '../../shared/domain/pseudonym-address';
import { refuse } from '../../shared/domain/refusal';
import { reply, userOperation, type ApiPorts } from '../../shared/http/operation';
import { preconditionFault } from '../../shared/http/preconditions';
import type { Ports } from '../../shared/ports';

const Body = z.strictObject({
  /** The company's name is to go too. */
  company: z.boolean().optional(),
});

/** Others who change the same customer meanwhile, and not what is told of it, make it start again from what they left. */
const attempts = 8;

/** Erases them at once from the record, and from all else as far as one call goes; a timer does the rest (202 until then). Those who are erased already stay so, whichever revision is named. */
export const eraseCustomer = (ports: ApiPorts & Pick<Ports, 'random' | 'secrets'>) =>
  userOperation('eraseCustomer', ports, { body: Body, bodyOptional: true }, async (call) => {
    const { params, caller, body, request, now, traceId } = call;
    const { partnerId, actor } = caller;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const kept = await loadKept(ports, caller, params.customerId, now);
      if (!kept.ok) return kept;
      const { document: customer } = kept.value;
      const isErased = isPseudonym(customer.contact.email);
      const fault = preconditionFault(request, customer.revision);
      if (fault && !(isErased && fault.refusal === 'stale')) return fault;
      const ref = { partition: partnerId, id: erasureKey(customer.id) };
      const company = body.company === true;
      // Under a revision of its own it is another erasure, of what was written since; under `*`, or the one before, the same again.
      const isAnother = !fault && request.headers.get('if-match')?.trim() !== '*';
      if (!isErased || (!fault && company) || (isAnother && customer.erasure?.state !== 'running')) {
        const partner = caller.partner.document;
        const begun = await startErasure(ports, { partner, customer: kept.value, company, by: actor, traceId });
        if (begun === 'stale') continue;
      }
      const state = await goOnErasing(ports, ref, traceId, limits.erasure.pagesPerRequest);
      const after = await ports.partners.read(Customer, { partition: partnerId, id: customer.id });
      if (!after) break;
      const { document } = after;
      return reply(state === 'running' ? 202 : 200, customerDetails(document, now), { revision: document.revision });
    }
    return refuse('unavailable', { retryAfterSeconds: 1 });
  });
