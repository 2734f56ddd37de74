/** Two mailboxes of a domain, and the one on record has not confirmed for the other: strangers may share it, and no list knows. */
import { audit, type AuditEntry } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import type { Customer } from '../customers/customer';
import type { SharedDomains } from '../customers/shared-domain';
import { writeMail, type Mail } from '../mail/mail';
import { sameMailbox } from '../mailbox';
import { noticeAddressOf, type Partner } from '../partners/partner';
import type { Redemption } from './redemption';

/** What the partner is told. */
export interface DoubtedDomain {
  readonly notification: Notification;
  readonly mail: Mail;
  readonly audit: AuditEntry;
}

/** Tells the partner of the domain of an answer, under ids that are the same for all answers from there; undefined when there is no doubt, or none any more. */
export function doubtDomain(details: {
  readonly partner: Partner;
  readonly redemption: Redemption;
  readonly customer: Customer | undefined;
  /** The mail that carried its newest code. */
  readonly codeMail: Mail | undefined;
  readonly isShared: SharedDomains;
  readonly traceId: string;
  readonly now: Date;
}): DoubtedDomain | undefined {
  const { partner, redemption, customer, codeMail, isShared, traceId, now } = details;
  const { primaryDomain: domain, redemptionId, offerId, contact, createdAt: askedAt } = redemption;
  if (!customer || domain === null || redemption.status === 'confirmed' || isShared(domain)) return undefined;
  // Whoever was not asked has left nothing alone: a stranger who typed many addresses proves nothing by the last of them.
  if (codeMail?.status === 'withheld') return undefined;
  if (sameMailbox(customer.contact.email) === sameMailbox(contact.email)) return undefined;
  const { partnerId } = partner;
  const { id: customerId, companyName, country } = customer;
  const id = `domain-doubted-${domain}`;
  return {
    notification: notify(
      partnerId,
      id,
      { kind: 'domainDoubted', domain, customerId, companyName, offerId, redemptionId },
      now,
    ),
    mail: writeMail({
      partnerId,
      mailId: id,
      content: { template: 'domainDoubted', domain, companyName, country, askedAt },
      language: partner.profile.preferredLanguage,
      to: noticeAddressOf(partner),
      now,
    }),
    audit: audit(
      partnerId,
      { entryId: id, actor: { kind: 'upkeep' }, action: 'domainDoubted', subject: customerId, customerId, traceId },
      now,
    ),
  };
}
