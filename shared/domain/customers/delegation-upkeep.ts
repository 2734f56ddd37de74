/** What time does to delegated administration that has an end: both sides are told beforehand, and it ends. */
import { notify, type Notification } from '../activity/notification';
import { writeMail, type Mail } from '../mail/mail';
import { noticeAddressOf, type Partner } from '../partners/partner';
import type { Customer } from './customer';
import { dueNotice, nextMoment, type Delegation } from './delegation';

/** What is to be done now. */
export type DueForDelegation =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'end' }
  | { readonly kind: 'notice'; readonly days: number; readonly next: string }
  | { readonly kind: 'wait'; readonly next: string };

/** What is due for a document that waits; the customer's record says whether it is still the delegation that is active, and until when. */
export function dueForDelegation(
  { delegationId, dueAt }: Pick<Delegation, 'delegationId' | 'dueAt'>,
  customer: Pick<Customer, 'delegation'> | undefined,
  now: Date,
): DueForDelegation {
  const record = customer?.delegation;
  if (record?.status !== 'active' || record.delegationId !== delegationId || record.until === undefined)
    return { kind: 'nothing' };
  if (now.getTime() >= Date.parse(record.until)) return { kind: 'end' };
  const notice = dueAt === undefined ? undefined : dueNotice(record.until, dueAt, now);
  const next = nextMoment(record.until, now);
  return notice ? { kind: 'notice', days: notice.days, next } : { kind: 'wait', next };
}

/** Tells the administrator on record by mail, and the partner in its portal too, that delegation will end; nobody has to do anything for it to. */
export function noticeOf(
  partner: Partner,
  customer: Customer,
  delegation: Pick<Delegation, 'delegationId' | 'since'> & { readonly until: string },
  days: number,
  now: Date,
): { readonly notification: Notification; readonly mails: readonly Mail[] } {
  const { partnerId, profile } = partner;
  const { id: customerId, companyName, primaryDomain, country, contact, language } = customer;
  const { delegationId, since, until } = delegation;
  const id = `delegation-ending-${delegationId}-${Date.parse(until)}-${days}`;
  const recipients = [
    { toldTo: 'customer', language, to: { address: contact.email, name: contact.name } },
    { toldTo: 'partner', language: profile.preferredLanguage, to: noticeAddressOf(partner) },
  ] as const;
  return {
    notification: notify(
      partnerId,
      id,
      { kind: 'delegationEnding', customerId, companyName, since, until, daysBefore: days },
      now,
    ),
    mails: recipients.map(({ toldTo, ...recipient }) =>
      writeMail({
        partnerId,
        mailId: `${id}-${toldTo}`,
        content: {
          template: 'delegationEnding',
          toldTo,
          customerId,
          companyName,
          primaryDomain,
          country,
          since,
          until,
        },
        ...recipient,
        now,
      }),
    ),
  };
}
