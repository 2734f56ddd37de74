/** The erasure of a customer's people: what is still to be done, and, once it is done, that it was. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { secondsKept } from '../../catalogue/records';
import { Actor, audit, type AuditEntry } from '../activity/audit';
import type { Notification } from '../activity/notification';
import { documentId, documentOf } from '../document';
import type { Mail } from '../mail/mail';
import type { Partner } from '../partners/partner';
import { Timestamp } from '../text';
import { named, type Customer } from './customer';
import { delegationNow, type DelegationWrite } from './delegation';
import { partnerEndsDelegation } from './ending';
import { pseudonymousAddress, pseudonymousCompany, pseudonymousName, type ErasedPeople } from './erased-people';

/** Running until everything found was met once; closing until calls that had begun before are over, too, and what they left was met. */
export const Erasure = documentOf('erasure', {
  customerId: z.string(),
  state: z.enum(['running', 'closing', 'done']),
  by: Actor,
  begunAt: Timestamp,
  /** How far it has come: the kind of records, and where among them. */
  kind: z.string().optional(),
  after: z.string().optional(),
  /** Who is erased, and the secret of their pseudonyms, so that nobody but Kesher can read it; gone when it is done. */
  sealed: z.string().optional(),
  keyId: z.string().optional(),
  /** How many people, and how many of their records. */
  people: z.int(),
  records: z.int(),
  doneAt: Timestamp.optional(),
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
});
export type Erasure = z.infer<typeof Erasure>;

/** The queue in which erasures wait that are not done. */
export const erasureQueue = 'erasures';

const { closesAfterMinutes, takenOverAfterSeconds } = limits.erasure;

/** The document id of a customer's erasure: a later one takes its place. */
export function erasureKey(customerId: string): string {
  return documentId('erasure', customerId);
}

/** Everything that the beginning of an erasure writes. */
export interface ErasureBegun {
  readonly customer: Customer;
  readonly erasure: Erasure;
  /** Of a delegation that ends with it; at the customer nobody is left to be told. */
  readonly delegations: readonly DelegationWrite[];
  readonly notifications: readonly Notification[];
  readonly mails: readonly Mail[];
  readonly audit: readonly AuditEntry[];
}

/** From here on the customer's own record names nobody, nobody speaks for it, and what is left of its people elsewhere is named by the erasure. */
export function beginErasure(details: {
  readonly partner: Partner;
  readonly customer: Customer;
  readonly people: ErasedPeople;
  readonly sealed: string;
  readonly keyId: string;
  readonly by: Actor;
  readonly traceId: string;
  readonly now: Date;
}): ErasureBegun {
  const { partner, people, sealed, keyId, by, traceId, now } = details;
  const ending =
    delegationNow(details.customer, now).status === 'active'
      ? partnerEndsDelegation({ partner, customer: details.customer, traceId, now }, by)
      : undefined;
  const ended = ending?.ok ? ending.value : undefined;
  const before = ended?.changed ?? details.customer;
  const { partnerId, id: customerId } = before;
  const revision = details.customer.revision + 1;
  const begunAt = now.toISOString();
  return {
    customer: { ...withoutPeople(before, people, now), revision, erasure: { state: 'running', at: begunAt } },
    erasure: {
      id: erasureKey(customerId),
      partnerId,
      type: 'erasure',
      schemaVersion: 1,
      customerId,
      state: 'running',
      by,
      begunAt,
      sealed,
      keyId,
      people: Object.keys(people.mailboxes).length,
      records: 1,
      queue: erasureQueue,
      dueAt: after(now, takenOverAfterSeconds),
    },
    delegations: ended?.delegations ?? [],
    notifications: ended ? [ended.notification] : [],
    mails: (ended?.mails ?? []).filter(({ content }) => 'toldTo' in content && content.toldTo === 'partner'),
    audit: [
      ...(ended ? [ended.audit] : []),
      audit(
        partnerId,
        {
          entryId: `customer-erasure-begun-${customerId}-${revision}`,
          actor: by,
          action: 'customerErasureBegun',
          subject: customerId,
          customerId,
          traceId,
        },
        now,
      ),
    ],
  };
}

/** The record as it tells of the company alone. Whoever answers for it next is somebody new, who proves a mailbox first. */
function withoutPeople(
  { claim: _claim, note: _note, aliases: _aliases, foldedTags: _tags, ...kept }: Customer,
  people: ErasedPeople,
  now: Date,
): Customer {
  const { email, name } = kept.contact;
  const isGone = people.company.length > 0;
  const { formerNames, ...rest } = kept;
  return named(
    {
      ...rest,
      ...(formerNames === undefined || isGone ? {} : { formerNames }),
      ...(isGone ? { companyName: pseudonymousCompany(people) } : {}),
      contact: { name: pseudonymousName(people, name, email), email: pseudonymousAddress(people, email) },
      unverified: true,
      tags: [],
    },
    now,
  );
}

/** Everything that the end of the first round writes. */
export function endRound(
  erasure: Erasure,
  customer: Customer,
  { traceId, now }: { readonly traceId: string; readonly now: Date },
): { readonly erasure: Erasure; readonly customer: Customer; readonly audit: AuditEntry } {
  const { kind: _kind, after: _after, ...kept } = erasure;
  const { partnerId, customerId, by, people, records } = erasure;
  return {
    erasure: { ...kept, state: 'closing', dueAt: after(now, closesAfterMinutes * 60) },
    customer: {
      ...customer,
      revision: customer.revision + 1,
      ...(customer.erasure ? { erasure: { ...customer.erasure, state: 'done' } } : {}),
    },
    audit: audit(
      partnerId,
      {
        entryId: `customer-erased-${customerId}-${customer.revision + 1}`,
        actor: by,
        action: 'customerErased',
        subject: customerId,
        customerId,
        changes: [
          { field: 'people', after: String(people) },
          { field: 'records', after: String(records) },
        ],
        traceId,
      },
      now,
    ),
  };
}

/** The audit entry of whoever takes along all that is kept about a customer. */
export function exportAudit(
  details: { readonly customer: Customer; readonly exportId: string; readonly actor: Actor; readonly traceId: string },
  now: Date,
): AuditEntry {
  const { customer, exportId, actor, traceId } = details;
  const { partnerId, id: customerId } = customer;
  return audit(
    partnerId,
    {
      entryId: `customer-exported-${exportId}`,
      actor,
      action: 'customerExported',
      subject: customerId,
      customerId,
      traceId,
    },
    now,
  );
}

/** What is left of an erasure that is over: who did it, when, and how much of it there was. */
export function erasureDone(erasure: Erasure, now: Date): Erasure {
  const { queue: _queue, dueAt: _due, sealed: _sealed, keyId: _key, kind: _kind, after: _after, ...kept } = erasure;
  return { ...kept, state: 'done', doneAt: now.toISOString(), ttl: secondsKept('erasure') };
}

/** An erasure that somebody works on is nobody else's for a while. */
export function takenOver(erasure: Erasure, now: Date): Erasure {
  return { ...erasure, dueAt: after(now, takenOverAfterSeconds) };
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}
