/** Does for delegations what time has brought, each step once whatever crashes: both sides are told in the batch that moves one on. */
import { Customer } from '../domain/customers/customer';
import { Delegation, delegationQueue } from '../domain/customers/delegation';
import { dueForDelegation, noticeOf } from '../domain/customers/delegation-upkeep';
import { timeEndsDelegation } from '../domain/customers/ending';
import { Partner, partnerKey } from '../domain/partners/partner';
import { recordNow } from '../mailboxes/record-now';
import type { Ports, Write } from '../ports';
import { eachDue } from '../store/due-documents';
import { endingWrites } from './ending-writes';

type UpkeepPorts = Pick<Ports, 'partners' | 'clock' | 'settings'>;

/** What a pass over the delegations did. */
export interface DelegationReport {
  readonly noticed: number;
  readonly ended: number;
}

/** Looks after every delegation that is due. */
export async function upkeepDelegations(ports: UpkeepPorts, traceId: string): Promise<DelegationReport> {
  const report = { noticed: 0, ended: 0 };
  await eachDue(ports, delegationQueue, 'Delegations were held up.', async (raw) => {
    const did = await lookAfter(ports, Delegation.parse(raw), traceId);
    if (did !== 'nothing') report[did] += 1;
  });
  return report;
}

async function lookAfter(
  { partners, clock, settings }: UpkeepPorts,
  delegation: Delegation,
  traceId: string,
): Promise<'noticed' | 'ended' | 'nothing'> {
  const { partnerId: partition, id, customerId, dueAt = '' } = delegation;
  const now = clock.now();
  const [partner, onRecord] = await Promise.all([
    partners.read(Partner, { partition, id: partnerKey }),
    partners.read(Customer, { partition, id: customerId }),
  ]);
  if (!partner) throw new Error('The partner of a delegation is gone.');
  const customer = onRecord && (await recordNow(settings, onRecord, now));
  // Another run that was faster, an end or an extension has moved it on, and this one changes nothing.
  const where = [{ field: 'dueAt', equals: dueAt }] as const;
  const settled = { kind: 'patch', id, patch: { remove: ['queue', 'dueAt'] }, where } as const satisfies Write;
  const due = dueForDelegation(delegation, customer?.document, now);
  if (!customer || due.kind === 'nothing') {
    await partners.write(partition, [settled]);
    return 'nothing';
  }
  if (due.kind === 'end') {
    const ending = timeEndsDelegation({ partner: partner.document, customer: customer.document, traceId, now });
    if (!ending.ok) return 'nothing';
    const written = await partners.write(partition, endingWrites(ending.value, customer.etag));
    if (!written.ok) return 'nothing';
    await partners.write(partition, [settled]);
    return 'ended';
  }
  const stillSo = [
    ...where,
    { field: 'state', equals: 'active' },
    { field: 'runsUntil', equals: delegation.runsUntil },
  ] as const;
  const movedOn = { kind: 'patch', id, patch: { set: { dueAt: due.next } }, where: stillSo } as const satisfies Write;
  const { until } = delegation;
  if (due.kind === 'wait' || until === undefined) {
    await partners.write(partition, [movedOn]);
    return 'nothing';
  }
  const notice = noticeOf(partner.document, customer.document, { ...delegation, until }, due.days, now);
  const told = [notice.notification, ...notice.mails].map((document) => ({ kind: 'create', document }) as const);
  const written = await partners.write(partition, [movedOn, ...told]);
  return written.ok ? 'noticed' : 'nothing';
}
