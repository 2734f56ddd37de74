/** Puts somebody else on record whose change was confirmed from both mailboxes. */
import { endingWrites } from '../customers/ending-writes';
import { putOnRecord } from '../domain/customers/administrator';
import { AdministratorChange, administratorChangeKey, awaitsCodes } from '../domain/customers/administrator-change';
import { isClaimDue } from '../domain/customers/administrator-claim';
import type { Customer } from '../domain/customers/customer';
import type { Partner } from '../domain/partners/partner';
import { refuse } from '../domain/refusal';
import type { AccessCall, AccessPorts, LinkAnswer, LinkRefused } from '../http/link-operation';
import type { Ports, Stored, Write } from '../ports';
import { notOpen } from './access-answers';
import { administratorChanged, nothingAwaits } from './administrator-answers';
import { carryOutClaimOf } from './due-claims';
import { loadAccess, type LoadedAccess } from './loaded-access';

/** Others who change the same customer meanwhile make it start again from what they left. */
const attempts = 8;

/** Writes the change as long as it awaits these codes, and shows what came of it. */
export async function carryOut(
  ports: AccessPorts & Pick<Ports, 'random'>,
  call: AccessCall,
  loaded: LoadedAccess,
  change: AdministratorChange,
): Promise<LinkAnswer | LinkRefused> {
  const { access, now, traceId } = call;
  const ref = { partition: access.partnerId, id: administratorChangeKey(access.customerId) };
  let current = loaded;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { partner, customer } = current;
    if (!current.isOpen) return notOpen(ports, current);
    if (isClaimDue(customer.document, now)) await carryOutClaimOf(ports, partner, customer.document, traceId);
    if (!awaitsCodes(change, customer.document)) return nothingAwaits(current);
    const done = carriedOut(current, change, call);
    const written = await ports.partners.write(access.partnerId, done.writes);
    if (written.ok) return administratorChanged(current, done.change);
    const [reloaded, left] = await Promise.all([
      loadAccess(ports, call),
      ports.partners.read(AdministratorChange, ref),
    ]);
    if ('ok' in reloaded) return reloaded;
    // Another of the same forms was faster.
    if (left?.document.changeId === change.changeId && left.document.status === 'changed')
      return administratorChanged(reloaded, left.document);
    current = reloaded;
  }
  return refuse('unavailable', { retryAfterSeconds: 1 });
}

/** The change once it is carried out, and its writes: under the version of the customer that was read, as long as it awaits these codes. */
function carriedOut(
  { partner, customer }: { readonly partner: Partner; readonly customer: Stored<Customer> },
  change: AdministratorChange,
  { traceId, now }: Pick<AccessCall, 'traceId' | 'now'>,
): { readonly change: AdministratorChange; readonly writes: readonly Write[] } {
  const { changeId, contact, number, customerId } = change;
  const { document, etag } = customer;
  const former = document.contact;
  const details = { partner, customer: document, contact, former, changeId, changedAt: now, traceId, now };
  const done = { status: 'changed', changedAt: now.toISOString(), tries: 0 } as const;
  return {
    change: { ...change, ...done },
    writes: [
      ...endingWrites(putOnRecord({ ...details, way: 'codes' }), etag),
      {
        kind: 'patch',
        id: administratorChangeKey(customerId),
        patch: { set: done },
        where: [
          { field: 'changeId', equals: changeId },
          { field: 'number', equals: number },
          { field: 'status', equals: 'awaitingCodes' },
        ],
      },
    ],
  };
}
