/** A mail to be sent: written with the change that causes it, kept as template and parameters, sent afterwards. */
import * as z from 'zod';
import { secondsKept } from '../../catalogue/records';
import { DeadLinkReason } from '../dead-link-reason';
import { ChangedBy, SubscriptionChange } from '../activity/subscription-change';
import { DelegationPeriod } from '../delegation-period';
import { documentId, documentOf, sortKeyOf } from '../document';
import { EndedBy } from '../ended-by';
import { Ability } from '../partners/abilities';
import { CompanyRole, SupportedCompanies } from '../partners/user';
import { shownBeside } from '../shown-domains';
import { foldForSearch, Language, Timestamp } from '../text';

/** Mails travel in lanes, the most urgent first. */
export const lanes = ['codes', 'receipts', 'notices', 'lists'] as const;
export type Lane = (typeof lanes)[number];

/** The queue in which the mails of a lane wait. */
export function queueOf(lane: Lane): string {
  return `mail/${lane}`;
}

const AgreedLine = z.object({
  productId: z.string(),
  quantity: z.int(),
  /** What the partner had offered, when the customer wanted another count. */
  offeredQuantity: z.int().optional(),
  /** The customer has it on trial, and that trial becomes what was bought. */
  converted: z.boolean().optional(),
  endsAt: Timestamp,
});

/** A customer. */
const whose = {
  customerId: z.string(),
  companyName: z.string(),
  primaryDomain: z.string().nullable(),
  /** Whose time zone dates are told in, and whose cloud it is. */
  country: z.string(),
};

/** Something between a customer and its partner; both sides are told. */
const between = { toldTo: z.enum(['customer', 'partner']), ...whose, since: Timestamp };

/** What time does to a subscription; its customer is told, and those users of the partner who want to be at once. */
const timed = {
  toldTo: z.enum(['customer', 'partner']),
  ...whose,
  subscriptionId: z.string(),
  productId: z.string(),
  quantity: z.int(),
  /** When it was due, however late it is told. */
  at: Timestamp,
  endsAt: Timestamp,
};

/** Why an offer is mailed: its reader has asked for it, or the partner advertises. */
export const MailPurpose = z.enum(
  ['requested', 'advertisement'],
  'Must be requested (whoever reads it has asked for it) or advertisement.',
);
export type MailPurpose = z.infer<typeof MailPurpose>;

/** It has ended. */
const ended = { ...between, endedAt: Timestamp };

/** The offer that a mail to whoever made it is about. */
const about = {
  summaryId: z.string(),
  reference: z.string().optional(),
  /** The country whose time zone dates are told in. */
  usageLocation: z.string(),
};

/** How many notes about the same offer came without a mail since the last; left out for none. */
const unmailed = z.int().optional();
/** Whose mailbox a code goes to that puts somebody else on record. */
export const AdministratorSide = z.enum(['current', 'new']);
export type AdministratorSide = z.infer<typeof AdministratorSide>;

const RequestStatus = z.enum(['open', 'attentionNeeded', 'closed']);

const Person = z.object({ name: z.string(), email: z.string() });

/** What the mails are about: one shape for each template. */
export const MailContent = z.discriminatedUnion('template', [
  z.object({
    template: z.literal('confirmationCode'),
    redemptionId: z.string(),
    number: z.int(),
    keyId: z.string(),
    offerId: z.string(),
    linkVersion: z.int(),
    companyName: z.string(),
    /** The mailbox, as a hash: how many codes it gets that other addresses asked for is limited. */
    mailbox: z.string(),
    /** The same of all partners together; left out by mails from before. */
    mailboxEverywhere: z.string().optional(),
    /** Who asked, as they typed it; the reader of the mail may be somebody else. */
    askedBy: z.string(),
    /** Whose address was typed: the reader's own, or another. Mails from before say nothing, and count as another's. */
    typed: z.enum(['owned', 'other']).optional(),
    /** Whether the code grants delegated administration too, or that alone. */
    delegation: z.enum(['included', 'alone']).optional(),
  }),
  z.object({
    template: z.literal('receipt'),
    redemptionId: z.string(),
    customerId: z.string().optional(),
    offerId: z.string(),
    linkVersion: z.int(),
    /** Left out by receipts from before they carried the offer's number. */
    summaryId: z.string().optional(),
    companyName: z.string(),
    lines: z.array(AgreedLine),
    /** Left out when it was not offered. */
    delegatedAdministration: z.boolean().optional(),
    delegation: DelegationPeriod.optional(),
    /** The country whose time zone dates are told in. */
    usageLocation: z.string(),
    confirmedAt: Timestamp,
  }),
  z.object({
    template: z.literal('offerAccepted'),
    summaryId: z.string(),
    reference: z.string().optional(),
    companyName: z.string(),
    primaryDomain: z.string().nullable(),
    contactName: z.string(),
    contactEmail: z.string(),
    contactPhone: z.string().optional(),
    lines: z.array(AgreedLine),
    delegatedAdministration: z.boolean().optional(),
    delegation: DelegationPeriod.optional(),
    /** The country whose time zone dates are told in. */
    usageLocation: z.string(),
    confirmedAt: Timestamp,
  }),
  z.object({
    template: z.literal('offerDeclined'),
    ...about,
    reason: z.string().optional(),
    email: z.string().optional(),
    at: Timestamp,
    unmailed,
  }),
  z.object({
    template: z.literal('freshLinkRequested'),
    ...about,
    because: DeadLinkReason,
    name: z.string().optional(),
    email: z.string().optional(),
    message: z.string().optional(),
    at: Timestamp,
    unmailed,
  }),
  z.object({
    template: z.literal('offerExpired'),
    ...about,
    expiresAt: Timestamp,
    sent: z.int(),
    accepted: z.int(),
    declined: z.int(),
  }),
  z.object({
    template: z.literal('domainDoubted'),
    domain: z.string(),
    companyName: z.string(),
    /** The country whose time zone dates are told in. */
    country: z.string(),
    askedAt: Timestamp,
  }),
  /** Once more to a recipient who has not answered; `mailId` is the mail that carried the offer. */
  z.object({
    template: z.literal('offerReminder'),
    offerId: z.string(),
    mailId: z.string(),
    purpose: MailPurpose.optional(),
  }),
  /** An offer to one of its recipients; everything else is read when it is sent. */
  z.object({ template: z.literal('offer'), offerId: z.string(), purpose: MailPurpose.optional() }),
  z.object({
    template: z.literal('accessCode'),
    customerId: z.string(),
    number: z.int(),
    keyId: z.string(),
    companyName: z.string(),
    /** The mailbox, as a hash: how many codes it gets is limited. */
    mailbox: z.string(),
  }),
  z.object({
    template: z.literal('delegationEnded'),
    ...ended,
    /** Left out by those from when only the customer could end it. */
    endedBy: EndedBy.optional(),
  }),
  z.object({ template: z.literal('delegationEnding'), ...between, until: Timestamp }),
  /** One of the two codes that put somebody else on record. */
  z.object({
    template: z.literal('administratorCode'),
    customerId: z.string(),
    changeId: z.string(),
    number: z.int(),
    keyId: z.string(),
    side: AdministratorSide,
    companyName: z.string(),
    /** Who is to be on record. */
    contact: Person,
  }),
  z.object({
    template: z.literal('administratorChanged'),
    toldTo: z.enum(['former', 'new', 'partner']),
    customerId: z.string(),
    companyName: z.string(),
    primaryDomain: z.string().nullable(),
    /** Whose time zone dates are told in. */
    country: z.string(),
    former: Person,
    contact: Person,
    way: z.enum(['codes', 'claim']),
    changedAt: Timestamp,
  }),
  /** Proves a mailbox at the domain of an answer, whoever is on record. */
  z.object({
    template: z.literal('claimCode'),
    redemptionId: z.string(),
    number: z.int(),
    keyId: z.string(),
    offerId: z.string(),
    linkVersion: z.int(),
    companyName: z.string(),
    askedBy: z.string(),
  }),
  z.object({
    template: z.literal('administratorClaimed'),
    toldTo: z.enum(['customer', 'partner']),
    customerId: z.string(),
    companyName: z.string(),
    primaryDomain: z.string().nullable(),
    country: z.string(),
    contact: Person,
    claimedAt: Timestamp,
    takesEffectAt: Timestamp,
  }),
  z.object({
    template: z.literal('administratorClaimStopped'),
    toldTo: z.enum(['customer', 'partner']),
    customerId: z.string(),
    companyName: z.string(),
    country: z.string(),
    stoppedAt: Timestamp,
  }),
  z.object({ template: z.literal('partnerOfRecordEnded'), ...ended, productId: z.string() }),
  z.object({ template: z.literal('trialEnding'), ...timed }),
  z.object({ template: z.literal('subscriptionExpired'), ...timed }),
  /** To the customer: what was agreed has been set up at Microsoft, and can be used. */
  z.object({
    template: z.literal('subscriptionReady'),
    customerId: z.string(),
    companyName: z.string(),
    country: z.string(),
    subscriptionId: z.string(),
    productId: z.string(),
    source: z.enum(['trial', 'purchase', 'productKey']),
    quantity: z.int(),
    endsAt: Timestamp,
    autoRenew: z.boolean(),
  }),
  /** To a user of the partner of record, at once. */
  z.object({
    template: z.literal('subscriptionChanged'),
    ...whose,
    by: ChangedBy,
    changes: z.array(SubscriptionChange),
  }),
  /** To the customer: what its partner has changed, all of it at once. */
  z.object({
    template: z.literal('subscriptionManaged'),
    ...whose,
    changes: z.array(SubscriptionChange),
    changedAt: Timestamp,
  }),
  /** To a user of the partner of record, once a day: the first of them, and how many there are. */
  z.object({
    template: z.literal('changesDigest'),
    total: z.int(),
    changes: z.array(z.object({ companyName: z.string(), country: z.string(), change: SubscriptionChange })),
  }),
  /** To the customer: what product keys set up for it, and what it is asked for beside that. */
  z.object({
    template: z.literal('keysApplied'),
    customerId: z.string(),
    companyName: z.string(),
    /** Whose time zone dates are told in, and whose cloud it is. */
    country: z.string(),
    lines: z.array(
      z.object({
        productId: z.string(),
        effect: z.enum(['new', 'extend', 'addLicences']),
        quantity: z.int(),
        endsAt: Timestamp,
      }),
    ),
    /** Of a new customer: the product of which its administrator has one licence. */
    licensedProductId: z.string().optional(),
    asks: z.array(z.enum(['delegatedAdministration', 'partnerOfRecord'])),
    appliedAt: Timestamp,
  }),
  z.object({
    template: z.literal('askAnswered'),
    toldTo: z.enum(['customer', 'partner']),
    customerId: z.string(),
    companyName: z.string(),
    primaryDomain: z.string().nullable(),
    country: z.string(),
    ask: z.enum(['delegatedAdministration', 'partnerOfRecord']),
    given: z.boolean(),
    productId: z.string().optional(),
    answeredAt: Timestamp,
  }),
  /** To an administrator of a customer: the partner has set somebody's password anew. */
  z.object({
    template: z.literal('passwordReset'),
    ...whose,
    userName: z.string(),
    userEmail: z.string(),
    /** Who did it, and who else agreed where that was needed. */
    by: z.string(),
    approvedBy: z.string().optional(),
    setAt: Timestamp,
    /** Nobody knows whether it was set: the directory's answer was lost. */
    unsure: z.boolean().optional(),
    /** The administrator on record, who has the access page. */
    onRecord: z.boolean(),
  }),
  /** To users with full access: a colleague asks for the password of a customer's global administrator. */
  z.object({
    template: z.literal('passwordApprovalAsked'),
    ...whose,
    resetId: z.string(),
    userName: z.string(),
    userEmail: z.string(),
    by: z.string(),
    lapsesAt: Timestamp,
  }),
  /** To whoever asked for it: a colleague has approved, and the link shows the password until then. */
  z.object({
    template: z.literal('passwordApproved'),
    ...whose,
    resetId: z.string(),
    userName: z.string(),
    userEmail: z.string(),
    approvedBy: z.string(),
    shownUntil: Timestamp,
  }),
  /** To the person whose password was set anew, elsewhere: opens the link that shows it. */
  z.object({
    template: z.literal('revealCode'),
    resetId: z.string(),
    customerId: z.string(),
    number: z.int(),
    keyId: z.string(),
    companyName: z.string(),
  }),
  /** To the desk that looks after service requests: one with everything in it, which is read when it is sent. */
  z.object({ template: z.literal('serviceRequestSent'), customerId: z.string(), requestNumber: z.string() }),
  /** What has happened to a service request: a note, other details, another status. */
  z.object({
    template: z.literal('serviceRequestNews'),
    toldTo: z.enum(['desk', 'partner', 'customer']),
    customerId: z.string(),
    requestNumber: z.string(),
    noteId: z.string().optional(),
    status: z.object({ before: RequestStatus, after: RequestStatus }).optional(),
    changed: z.array(z.enum(['title', 'description', 'severity', 'productId', 'contact'])),
    at: Timestamp,
  }),
  /** Nobody has touched it for longer than its severity allows. */
  z.object({
    template: z.literal('serviceRequestReminder'),
    toldTo: z.enum(['desk', 'partner']),
    customerId: z.string(),
    requestNumber: z.string(),
    untouchedUntil: Timestamp,
  }),
  /** Proves the mailbox of the desk. */
  z.object({
    template: z.literal('serviceRequestCode'),
    customerId: z.string(),
    requestNumber: z.string(),
    number: z.int(),
    keyId: z.string(),
  }),
  /** To a colleague who was added to the partner's users: what they may do then. */
  z.object({
    template: z.literal('userInvited'),
    userId: z.string(),
    addedBy: z.string(),
    companyRole: CompanyRole,
    supportedCompanies: SupportedCompanies,
    abilities: z.array(Ability),
  }),
]);
export type MailContent = z.infer<typeof MailContent>;
export type MailTemplate = MailContent['template'];

const laneOf = {
  confirmationCode: 'codes',
  receipt: 'receipts',
  offerAccepted: 'notices',
  offerDeclined: 'notices',
  freshLinkRequested: 'notices',
  offerExpired: 'notices',
  domainDoubted: 'notices',
  offerReminder: 'lists',
  offer: 'lists',
  accessCode: 'codes',
  administratorCode: 'codes',
  administratorChanged: 'notices',
  claimCode: 'codes',
  administratorClaimed: 'notices',
  administratorClaimStopped: 'notices',
  delegationEnded: 'notices',
  delegationEnding: 'notices',
  partnerOfRecordEnded: 'notices',
  trialEnding: 'notices',
  subscriptionExpired: 'notices',
  subscriptionReady: 'notices',
  subscriptionChanged: 'notices',
  subscriptionManaged: 'notices',
  changesDigest: 'notices',
  keysApplied: 'receipts',
  askAnswered: 'notices',
  passwordReset: 'notices',
  passwordApprovalAsked: 'notices',
  passwordApproved: 'receipts',
  revealCode: 'codes',
  serviceRequestSent: 'notices',
  serviceRequestNews: 'notices',
  serviceRequestReminder: 'notices',
  serviceRequestCode: 'codes',
  userInvited: 'notices',
} as const satisfies Record<MailTemplate, Lane>;

/** Who reads the mails of a template: customers, the partner's own people, or either, as the mail says. */
const readerOf = {
  confirmationCode: 'customer',
  receipt: 'customer',
  offerAccepted: 'partner',
  offerDeclined: 'partner',
  freshLinkRequested: 'partner',
  offerExpired: 'partner',
  domainDoubted: 'partner',
  offerReminder: 'customer',
  offer: 'customer',
  accessCode: 'customer',
  administratorCode: 'customer',
  administratorChanged: 'either',
  claimCode: 'customer',
  administratorClaimed: 'either',
  administratorClaimStopped: 'either',
  delegationEnded: 'either',
  delegationEnding: 'either',
  partnerOfRecordEnded: 'either',
  trialEnding: 'either',
  subscriptionExpired: 'either',
  subscriptionReady: 'customer',
  subscriptionChanged: 'partner',
  subscriptionManaged: 'customer',
  changesDigest: 'partner',
  keysApplied: 'customer',
  askAnswered: 'either',
  passwordReset: 'customer',
  passwordApprovalAsked: 'partner',
  passwordApproved: 'partner',
  revealCode: 'customer',
  serviceRequestSent: 'partner',
  serviceRequestNews: 'either',
  serviceRequestReminder: 'either',
  serviceRequestCode: 'partner',
  userInvited: 'partner',
} as const satisfies Record<MailTemplate, 'customer' | 'partner' | 'either'>;

/** What is told to each user as they chose: nobody else reads it in their place. */
const toldToEach: ReadonlySet<MailTemplate> = new Set([
  'trialEnding',
  'subscriptionExpired',
  'subscriptionChanged',
  'changesDigest',
  'passwordApprovalAsked',
  'passwordApproved',
  'userInvited',
]);

/** Whether the company reads a mail in the place of a user who is none any more. */
export function goesToCompany({ template }: MailContent): boolean {
  return !toldToEach.has(template);
}

/** Whether its reader can stop mails of its kind: whoever has agreed to nothing yet. */
export function isStoppable({ template }: MailContent): boolean {
  return laneOf[template] === 'lists';
}

/** Why it is mailed, where that was said. */
export function purposeOf(content: MailContent): { readonly purpose?: MailPurpose | undefined } {
  return 'purpose' in content ? { purpose: content.purpose } : {};
}

/** Whether the partner advertises by it. */
export function isAdvertisement(content: MailContent): boolean {
  return purposeOf(content).purpose === 'advertisement';
}

/** Where a user of the partner is written to. */
export function toUser({
  userId,
  name,
  email,
}: {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}) {
  return { address: email, name, userId };
}

/** Whether a mail is read by the partner's own people, or by the desk that works for them. */
export function isToPartner(content: MailContent): boolean {
  return 'toldTo' in content
    ? content.toldTo === 'partner' || content.toldTo === 'desk'
    : readerOf[content.template] === 'partner';
}

export const Mail = documentOf('mail', {
  mailId: z.string(),
  sortKey: z.string(),
  /** The template, where lists go by it. */
  kind: z.string().optional(),
  lane: z.enum(lanes),
  content: MailContent,
  language: Language,
  /** With `userId` a user of the partner, who is written to where they are when it is sent. */
  to: z.object({ address: z.string(), name: z.string().optional(), userId: z.string().optional() }),
  /** `withheld`: a code for a mailbox that had too many; it is never sent. `stopped`: by people, before it was sent. */
  status: z.enum(['queued', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'stopped', 'withheld']),
  attempts: z.int(),
  /** How often it was queued again after the mail service had taken it: each time is another operation to the service. */
  repeats: z.int().optional(),
  /** How often mails were held up from its attempt on, others having gone out until then. */
  faultsBegun: z.int().optional(),
  createdAt: Timestamp,
  /** While it is to be sent: when the next attempt may start. A mail that is being sent is due again when its lease ends. */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
  /** When the mail service took it. */
  sentAt: Timestamp.optional(),
  /** When it came to an end without that. */
  parkedAt: Timestamp.optional(),
  /** What the mail service said last, or why it was not asked. */
  problem: z.string().optional(),
  /** What delivery reports say became of it; whatever comes later is weighed against it. */
  reported: z.enum(['delivered', 'failed', 'bounced']).optional(),
  /** Only of a mail that carries an offer: which one, to whom, and by which list. */
  offerId: z.string().optional(),
  mailingId: z.string().optional(),
  /** The mailbox, as a hash. */
  recipientKey: z.string().optional(),
  searchText: z.string().optional(),
  /** The recipient is to get neither this mail nor reminders. */
  stopped: z.boolean().optional(),
  /** When it may be collected at the earliest, where that is later than for other mails. */
  keptUntil: Timestamp.optional(),
});
export type Mail = z.infer<typeof Mail>;

/** The document id of a mail. */
export function mailKey(mailId: string): string {
  return documentId('mail', mailId);
}

/** The id of the mail that carries a redemption's `number`th code. */
export function codeMailId(redemptionId: string, number: number): string {
  return `code-${redemptionId}-${number}`;
}

/** The id of the mail that carries the `number`th code of a customer's access page. */
export function accessCodeMailId(customerId: string, number: number): string {
  return `access-code-${customerId}-${number}`;
}

/** The id of the mail that carries a code which puts somebody else on record. */
export function administratorCodeMailId(changeId: string, number: number, side: AdministratorSide): string {
  return `administrator-code-${changeId}-${number}-${side}`;
}

/** The id of the mail that carries the `number`th code which proves the mailbox of an answer. */
export function claimCodeMailId(redemptionId: string, number: number): string {
  return `claim-code-${redemptionId}-${number}`;
}

/** The id of the mail that carries the `number`th code of a link that shows a password. */
export function revealCodeMailId(resetId: string, number: number): string {
  return `reveal-code-${resetId}-${number}`;
}

/** The id of the mail that carries the `number`th code of the desk of a service request. */
export function deskCodeMailId(requestNumber: string, number: number): string {
  return `desk-code-${requestNumber}-${number}`;
}

/** A mail that waits to be sent at once. */
export function writeMail(details: {
  readonly partnerId: string;
  readonly mailId: string;
  readonly content: MailContent;
  readonly language: Language;
  readonly to: { readonly address: string; readonly name?: string; readonly userId?: string };
  readonly now: Date;
  /** When it may be sent at the earliest; at once when left out. */
  readonly dueAt?: Date;
  /** Of a mail that carries an offer. */
  readonly offered?: Required<Pick<Mail, 'offerId' | 'mailingId' | 'recipientKey' | 'keptUntil'>>;
}): Mail {
  const createdAt = details.now.toISOString();
  const lane = laneOf[details.content.template];
  return {
    id: mailKey(details.mailId),
    partnerId: details.partnerId,
    type: 'mail',
    schemaVersion: 1,
    mailId: details.mailId,
    sortKey: sortKeyOf(createdAt, details.mailId),
    kind: details.content.template,
    lane,
    content: details.content,
    language: details.language,
    to: details.to,
    status: 'queued',
    attempts: 0,
    createdAt,
    queue: queueOf(lane),
    dueAt: (details.dueAt ?? details.now).toISOString(),
    ...(details.offered && { ...details.offered, searchText: foldForSearch(details.to.address) }),
  };
}

/** How long a mail is kept once it is done; one that carries an offer at least until nobody is reminded of the offer any more. */
export function keptSeconds({ keptUntil }: Pick<Mail, 'keptUntil'>, now: Date): number {
  const longer = keptUntil === undefined ? 0 : Math.ceil((Date.parse(keptUntil) - now.getTime()) / 1000);
  return Math.max(secondsKept('mail'), longer);
}

/** What the API calls the status of a mail: one that is being sent is still queued to the outside, one that was stopped has failed. */
const toldStatus = {
  queued: 'queued',
  sending: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  bounced: 'bounced',
  failed: 'failed',
  stopped: 'failed',
  withheld: 'failed',
} as const satisfies Record<Mail['status'], ToldStatus>;

export const ToldStatus = z.enum(
  ['queued', 'sent', 'delivered', 'bounced', 'failed'],
  'Must be queued, sent, delivered, bounced or failed.',
);
export type ToldStatus = z.infer<typeof ToldStatus>;

/** The statuses that the API tells as this one; a code that was dropped without a word is none of them. */
export function storedStatuses(told: ToldStatus): readonly Mail['status'][] {
  return Mail.shape.status.options.filter((status) => status !== 'withheld' && toldStatus[status] === told);
}

/** What the API says of a mail. */
export function mailView(mail: Mail) {
  const { mailId: id, content, to, language, status, attempts, createdAt, sentAt, problem, stopped } = mail;
  return {
    id,
    kind: content.template,
    email: to.address,
    ...shownBeside({ email: to.address }),
    language,
    status: toldStatus[status],
    attempts,
    createdAt,
    sentAt,
    problem,
    ...(stopped === true ? { stopped } : {}),
    ...purposeOf(content),
  };
}
