/** What comes to an end between a customer and its partner, all of it at once: the change, and that both sides are told. */
import { audit, type Actor, type AuditEntry } from '../activity/audit';
import { notify, type Notification, type NotificationContent } from '../activity/notification';
import { writeMail, type Mail, type MailContent } from '../mail/mail';
import { noticeAddressOf, type Partner } from '../partners/partner';
import type { EndedBy } from '../ended-by';
import { ok, type Result } from '../refusal';
import type { Customer } from './customer';
import { endDelegation, type DelegationWrite } from './delegation';
import { endPartnerOfRecord } from './partner-of-record';
import type { Subscription } from './subscription';

/** Everything that the end of something writes. */
export interface Ending<Changed> {
  readonly changed: Changed;
  /** What becomes of the document of a delegation that ended. */
  readonly delegations: readonly DelegationWrite[];
  readonly notification: Notification;
  readonly mails: readonly Mail[];
  readonly audit: AuditEntry;
}

interface Parties {
  readonly partner: Partner;
  readonly customer: Customer;
  readonly traceId: string;
  readonly now: Date;
}

/** The customer ends delegated administration. */
export function customerEndsDelegation(parties: Parties): Result<Ending<Customer>> {
  return delegationEnds(parties, 'customer', { kind: 'customer' });
}

/** A user of the partner gives it up. */
export function partnerEndsDelegation(parties: Parties, actor: Actor): Result<Ending<Customer>> {
  return delegationEnds(parties, 'partner', actor);
}

/** Its end date has come; that is when it has ended, however late this is written down. */
export function timeEndsDelegation(parties: Parties): Result<Ending<Customer>> {
  return delegationEnds(parties, 'time', { kind: 'upkeep' });
}

function delegationEnds(parties: Parties, endedBy: EndedBy, actor: Actor): Result<Ending<Customer>> {
  const { customer, now } = parties;
  const ended = endDelegation(customer, endedBy, now);
  if (!ended.ok) return ended;
  const { id: customerId, companyName, revision, delegation } = ended.value.customer;
  const { since, endedAt } = delegation;
  return ok({
    changed: ended.value.customer,
    delegations: [ended.value.delegation],
    ...toldToBoth(parties, {
      endingId: `delegation-ended-${customerId}-${revision}`,
      actor,
      action: 'delegationEnded',
      subject: customerId,
      told: { kind: 'delegationEnded', customerId, companyName, since, endedAt, endedBy },
      mailed: (toldTo) => ({ template: 'delegationEnded', toldTo, endedBy, ...endedOf(customer, { since, endedAt }) }),
    }),
  });
}

/** The customer no longer names the partner as partner of record of one subscription. */
export function customerEndsPartnerOfRecord(
  parties: Parties,
  subscription: Subscription,
): Result<Ending<Subscription>> {
  const { customer, now } = parties;
  const ended = endPartnerOfRecord(subscription, now);
  if (!ended.ok) return ended;
  const { subscriptionId, productId, revision, formerPartnerOfRecord } = ended.value;
  const { since, endedAt } = formerPartnerOfRecord;
  const { id: customerId, companyName } = customer;
  return ok({
    changed: ended.value,
    delegations: [],
    ...toldToBoth(parties, {
      endingId: `partner-of-record-ended-${subscriptionId}-${revision}`,
      actor: { kind: 'customer' },
      action: 'partnerOfRecordEnded',
      subject: subscriptionId,
      told: { kind: 'partnerOfRecordEnded', customerId, companyName, subscriptionId, productId, since, endedAt },
      mailed: (toldTo) => ({
        template: 'partnerOfRecordEnded',
        toldTo,
        productId,
        ...endedOf(customer, { since, endedAt }),
      }),
    }),
  });
}

function endedOf(customer: Customer, times: { readonly since: string; readonly endedAt: string }) {
  const { id: customerId, companyName, primaryDomain, country } = customer;
  return { customerId, companyName, primaryDomain, country, ...times };
}

/** The partner is told in its portal and by mail, the administrator on record by mail. */
function toldToBoth(
  { partner, customer, traceId, now }: Parties,
  ending: {
    readonly endingId: string;
    readonly actor: Actor;
    readonly action: AuditEntry['action'];
    readonly subject: string;
    readonly told: NotificationContent;
    readonly mailed: (toldTo: 'customer' | 'partner') => MailContent;
  },
): Omit<Ending<unknown>, 'changed' | 'delegations'> {
  const { partnerId } = partner;
  const { endingId, actor, action, subject } = ending;
  const { contact, language } = customer;
  const recipients = [
    { toldTo: 'customer', language, to: { address: contact.email, name: contact.name } },
    { toldTo: 'partner', language: partner.profile.preferredLanguage, to: noticeAddressOf(partner) },
  ] as const;
  return {
    notification: notify(partnerId, endingId, ending.told, now),
    mails: recipients.map(({ toldTo, ...recipient }) =>
      writeMail({ partnerId, mailId: `${endingId}-${toldTo}`, content: ending.mailed(toldTo), ...recipient, now }),
    ),
    audit: audit(partnerId, { entryId: endingId, actor, action, subject, customerId: customer.id, traceId }, now),
  };
}
