/** The mailbox on record is lost: whoever has another one at the customer's own domain takes over after two weeks in which the mailbox on record can stop it. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { audit, type AuditEntry } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import { documentId, documentOf } from '../document';
import { writeMail, type Mail } from '../mail/mail';
import { sameMailbox } from '../mailbox';
import { noticeAddressOf, type Partner } from '../partners/partner';
import { addDays, domainOf, Timestamp } from '../text';
import { putOnRecord } from './administrator';
import { mayChangeMailbox } from './administrator-change';
import type { Contact, Customer } from './customer';
import type { Ending } from './ending';
import type { SharedDomains } from './shared-domain';

const { noticeDays, remindedAfterDays, lookedAtEveryDays, barredDays } = limits.administratorClaim;

/** What time does to a claim, and what became of it: one for each mailbox of a customer's domain that ever claimed. What is claimed stands with the customer. */
export const AdministratorClaim = documentOf('administrator-claim', {
  claimId: z.string(),
  customerId: z.string(),
  status: z.enum(['pending', 'stopped', 'done']),
  claimedAt: Timestamp,
  /** The last day whose notice was mailed. */
  toldDay: z.int(),
  settledAt: Timestamp.optional(),
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
});
export type AdministratorClaim = z.infer<typeof AdministratorClaim>;

/** Where claims wait for what time does to them. */
export const claimsQueue = 'administrator-claims';

/** The document id of what a mailbox, as a hash, claims of a customer. */
export function administratorClaimKey(customerId: string, mailbox: string): string {
  return documentId('administrator-claim', customerId, mailbox);
}

/** Everything that a step of a claim writes. */
export interface ClaimStep {
  readonly customer: Customer;
  readonly claim: AdministratorClaim;
  readonly notification: Notification;
  readonly mails: readonly Mail[];
  readonly audit: AuditEntry;
}

/** When a claim that is made now takes effect. */
export function takesEffectAt(claimedAt: Date): Date {
  return addDays(claimedAt, noticeDays);
}

/** Whether a claim is to have taken effect by now. */
export function isClaimDue({ claim }: Customer, now: Date): boolean {
  return claim !== undefined && now >= new Date(claim.takesEffectAt);
}

/** The customer as it is at this moment: a claim that nobody stopped takes effect on time, whether or not a timer has run. */
export function asOf(customer: Customer, now: Date, isShared: SharedDomains): Customer {
  const { claim, contact } = customer;
  if (!claim || !isClaimDue(customer, now) || !mayChangeMailbox(customer, isShared)) return customer;
  const isOfThisMailbox = sameMailbox(claim.former.email) === sameMailbox(contact.email);
  return isOfThisMailbox ? { ...customer, contact: claim.contact } : customer;
}

/** The customer once the mailbox on record has shown that it is there: a claim that has not taken effect is over. */
export function withoutPendingClaim(customer: Customer, now: Date): Customer {
  return customer.claim && !isClaimDue(customer, now) ? withoutClaim(customer) : customer;
}

function withoutClaim({ claim: _claim, ...customer }: Customer): Customer {
  return customer;
}

/** Whether a mailbox that has proved itself makes a claim: at the customer's own domain, not the one on record, one at a time, and not soon after one of it was stopped. */
export function mayClaim(
  customer: Customer,
  contact: Contact,
  earlier: AdministratorClaim | undefined,
  { isShared, now }: { readonly isShared: SharedDomains; readonly now: Date },
): boolean {
  // Nobody is on record whose place could be claimed: an answer to an offer is enough.
  if (customer.unverified) return false;
  if (customer.claim || !mayChangeMailbox(customer, isShared)) return false;
  if (domainOf(contact.email) !== customer.primaryDomain) return false;
  if (sameMailbox(contact.email) === sameMailbox(customer.contact.email)) return false;
  if (!earlier || earlier.status === 'done') return true;
  // One that is over although no timer has settled it was ended by what the mailbox on record confirmed.
  return earlier.settledAt !== undefined && now >= addDays(new Date(earlier.settledAt), barredDays);
}

/** A claim is made: the mailbox on record is told at once, and so is the partner. */
export function makeClaim(details: {
  readonly partner: Partner;
  readonly customer: Customer;
  readonly contact: Contact;
  readonly claimId: string;
  readonly mailbox: string;
  readonly traceId: string;
  readonly now: Date;
}): ClaimStep {
  const { partner, customer, contact, claimId, mailbox, traceId, now } = details;
  const { partnerId, id: customerId, companyName } = customer;
  const claimedAt = now.toISOString();
  const effect = takesEffectAt(now).toISOString();
  const claimed: Customer = {
    ...customer,
    claim: { claimId, contact, former: customer.contact, claimedAt, takesEffectAt: effect },
  };
  const id = `administrator-claimed-${claimId}`;
  return {
    customer: claimed,
    claim: {
      id: administratorClaimKey(customerId, mailbox),
      partnerId,
      type: 'administrator-claim',
      schemaVersion: 1,
      claimId,
      customerId,
      status: 'pending',
      claimedAt,
      toldDay: 0,
      queue: claimsQueue,
      dueAt: nextLook(now, now).toISOString(),
    },
    notification: notify(
      partnerId,
      id,
      { kind: 'administratorClaimed', customerId, companyName, takesEffectAt: effect },
      now,
    ),
    mails: noticesOf(partner, claimed, 0, now),
    audit: audit(
      partnerId,
      {
        entryId: id,
        actor: { kind: 'customer', redemptionId: claimId },
        action: 'administratorClaimed',
        subject: customerId,
        customerId,
        traceId,
      },
      now,
    ),
  };
}

/** To the mailbox on record on each of the days; to the partner once. */
function noticesOf(partner: Partner, customer: Customer, day: number, now: Date): readonly Mail[] {
  const { claim, partnerId, id: customerId, companyName, primaryDomain, country, language } = customer;
  if (!claim) return [];
  const { claimId, contact, former, claimedAt, takesEffectAt: effect } = claim;
  const content = {
    template: 'administratorClaimed',
    customerId,
    companyName,
    primaryDomain,
    country,
    contact: { name: contact.name, email: contact.email },
    claimedAt,
    takesEffectAt: effect,
  } as const;
  const mailId = `administrator-claimed-${claimId}`;
  const toThem = writeMail({
    partnerId,
    mailId: `${mailId}-${day}`,
    content: { ...content, toldTo: 'customer' },
    language,
    to: { address: former.email, name: former.name },
    now,
  });
  if (day > 0) return [toThem];
  const toPartner = writeMail({
    partnerId,
    mailId: `${mailId}-partner`,
    content: { ...content, toldTo: 'partner' },
    language: partner.profile.preferredLanguage,
    to: noticeAddressOf(partner),
    now,
  });
  return [toThem, toPartner];
}

/** A claim is looked at every day, on the days of its notices, and when it takes effect. */
function nextLook(claimedAt: Date, now: Date): Date {
  const moments = [...remindedAfterDays, noticeDays].map((days) => addDays(claimedAt, days).getTime());
  const next = moments.find((moment) => moment > now.getTime()) ?? 0;
  return new Date(Math.min(next, addDays(now, lookedAtEveryDays).getTime()));
}

/** The claim as it waits on, with the notice that is due: after a long pause only the latest. */
export function claimGoesOn(
  partner: Partner,
  customer: Customer,
  claim: AdministratorClaim,
  now: Date,
): Pick<ClaimStep, 'claim' | 'mails'> {
  const claimedAt = new Date(claim.claimedAt);
  const day = remindedAfterDays.findLast((days) => now >= addDays(claimedAt, days)) ?? 0;
  const isNew = day > claim.toldDay;
  return {
    claim: { ...claim, ...(isNew ? { toldDay: day } : {}), dueAt: nextLook(claimedAt, now).toISOString() },
    mails: isNew ? noticesOf(partner, customer, day, now) : [],
  };
}

/** A claim has come to its end. */
export function settledClaim(
  { queue: _queue, dueAt: _dueAt, ...claim }: AdministratorClaim,
  status: 'stopped' | 'done',
  now: Date,
): AdministratorClaim {
  return { ...claim, status, settledAt: now.toISOString() };
}

/** Nobody stopped it: the person who claimed is on record, from the moment that was told. */
export function claimTakesEffect(
  partner: Partner,
  customer: Customer,
  { traceId, now }: { readonly traceId: string; readonly now: Date },
): Ending<Customer> | undefined {
  const { claim } = customer;
  if (!claim) return undefined;
  const { contact, former, claimId, takesEffectAt: effect } = claim;
  return putOnRecord({
    partner,
    customer,
    contact,
    former,
    way: 'claim',
    changeId: claimId,
    changedAt: new Date(effect),
    traceId,
    now,
  });
}

/** The claim is over without an effect: stopped by the mailbox on record, or ended by what that mailbox confirmed meanwhile. Both sides are told, under ids that are the same whoever finds out. */
export function claimEnds(details: {
  readonly partner: Partner;
  readonly customer: Customer;
  readonly claim: AdministratorClaim;
  readonly by: 'customer' | 'upkeep';
  readonly traceId: string;
  readonly now: Date;
}): ClaimStep {
  const { partner, customer, claim, by, traceId, now } = details;
  const { partnerId, id: customerId, companyName, country, contact, language } = customer;
  const id = `administrator-claim-stopped-${claim.claimId}`;
  const recipients = [
    { toldTo: 'customer', language, to: { address: contact.email, name: contact.name } },
    { toldTo: 'partner', language: partner.profile.preferredLanguage, to: noticeAddressOf(partner) },
  ] as const;
  return {
    customer: withoutClaim(customer),
    claim: settledClaim(claim, 'stopped', now),
    notification: notify(partnerId, id, { kind: 'administratorClaimStopped', customerId, companyName }, now),
    mails: recipients.map(({ toldTo, ...recipient }) =>
      writeMail({
        partnerId,
        mailId: `${id}-${toldTo}`,
        content: {
          template: 'administratorClaimStopped',
          toldTo,
          customerId,
          companyName,
          country,
          stoppedAt: now.toISOString(),
        },
        ...recipient,
        now,
      }),
    ),
    audit: audit(
      partnerId,
      {
        entryId: id,
        actor: { kind: by },
        action: 'administratorClaimStopped',
        subject: customerId,
        customerId,
        traceId,
      },
      now,
    ),
  };
}
