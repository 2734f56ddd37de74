/** A customer's answer to an offer: awaiting the mailed code, then confirmed with everything that it set up. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { secondsKept } from '../../catalogue/records';
import { Contact, verified, type Customer } from '../customers/customer';
import type { SharedDomains } from '../customers/shared-domain';
import type { Whose } from '../customers/whose-answer';
import { DelegationPeriod } from '../delegation-period';
import { documentId, documentOf, sortKeyOf } from '../document';
import { codeTries, hasExpired, isUsedUp, triesBeside, type CodeMail } from '../mailed-code';
import { searchedAs, sameMailbox } from '../mailbox';
import type { Offer } from '../offers/offer';
import type { Partner } from '../partners/partner';
import { familyOf, findProduct } from '../product';
import { ok, refuse, type Refused, type Result } from '../refusal';
import { domainSpellings, maskAddress, shownBeside } from '../shown-domains';
import { addDays, foldForSearch, Language, Timestamp } from '../text';
import { askedTooSoon } from '../throttle';
import { GivenConsent } from './consent';
import type { RedemptionRequest } from './redemption-request';

const AgreedLine = z.object({ productId: z.string(), quantity: z.int() });
const StartedSubscription = z.object({
  id: z.string(),
  productId: z.string(),
  quantity: z.int(),
  status: z.literal('active'),
  endsAt: Timestamp,
});

const answered = {
  redemptionId: z.string(),
  sortKey: z.string(),
  offerId: z.string(),
  customerId: z.string(),
  companyName: z.string(),
  primaryDomain: z.string().nullable(),
  country: z.string(),
  contact: Contact,
  language: Language,
  lines: z.array(AgreedLine),
  /** Left out when it was not offered. */
  acceptDelegatedAdministration: z.boolean().optional(),
  consents: z.array(GivenConsent),
  /** Whose mailbox confirms: the administrator on record, or the contact of a customer that is new. */
  recipient: z.object({ name: z.string(), address: z.string(), language: Language }),
  /** Spaces that make what is written as long whoever the recipient is; left out by earlier releases, and once it is confirmed. */
  padding: z.string().optional(),
  /** The newest; it is derived, never stored. */
  code: z.object({
    number: z.int(),
    keyId: z.string(),
    askedAt: Timestamp,
    /** The Idempotency-Key of the request for another one. */
    askedWith: z.string().optional(),
  }),
  ...codeTries,
  createdAt: Timestamp,
  /** Left out by answers from before they could be searched. */
  searchText: z.string().optional(),
  fingerprint: z.string().optional(),
};

const AwaitingRedemption = documentOf('redemption', {
  ...answered,
  status: z.literal('awaitingConfirmation'),
  /** A day after the last code was asked for: lists go by it. */
  lapsesAt: Timestamp.optional(),
  /** While the administrator on record may yet confirm for somebody else, until `dueAt`; all others wait in one that nobody looks at. */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
});
const ConfirmedRedemption = documentOf('redemption', {
  ...answered,
  status: z.literal('confirmed'),
  confirmedAt: Timestamp,
  subscriptions: z.array(StartedSubscription),
  /** Since when, and until when, the customer delegates by it; left out where it said no or was not asked, and by answers from before there were ends. */
  delegation: DelegationPeriod.optional(),
});
export type AwaitingRedemption = z.infer<typeof AwaitingRedemption>;
export type ConfirmedRedemption = z.infer<typeof ConfirmedRedemption>;

export const Redemption = z.discriminatedUnion('status', [AwaitingRedemption, ConfirmedRedemption]);
export type Redemption = z.infer<typeof Redemption>;

/** A "no" from whoever holds the link: it names no customer, and nobody has checked whose it is. */
export const DeclinedRedemption = documentOf('redemption', {
  status: z.literal('declined'),
  redemptionId: z.string(),
  sortKey: z.string(),
  offerId: z.string(),
  language: Language,
  reason: z.string().optional(),
  email: z.string().optional(),
  createdAt: Timestamp,
  searchText: z.string(),
  fingerprint: z.string(),
});
export type DeclinedRedemption = z.infer<typeof DeclinedRedemption>;

/** Whatever an offer was answered with. */
export const AnyRedemption = z.discriminatedUnion('status', [
  AwaitingRedemption,
  ConfirmedRedemption,
  DeclinedRedemption,
]);
export type AnyRedemption = z.infer<typeof AnyRedemption>;

/** The document id of a "no"; under the id of a redemption there is nothing to confirm. */
export function declineKey(redemptionId: string): string {
  return documentId('decline', redemptionId);
}

/** The document id of a redemption. */
export function redemptionKey(redemptionId: string): string {
  return documentId('redemption', redemptionId);
}

/** A redemption that awaits its first code. */
export function requestRedemption(details: {
  readonly partner: Partner;
  readonly offer: Offer;
  readonly customer: Customer | undefined;
  readonly customerId: string;
  readonly request: RedemptionRequest;
  readonly lines: AwaitingRedemption['lines'];
  readonly consents: readonly GivenConsent[];
  readonly redemptionId: string;
  readonly keyId: string;
  readonly fingerprint?: string;
  readonly now: Date;
}): AwaitingRedemption {
  const { request, customer, now } = details;
  const createdAt = now.toISOString();
  const { phone, ...contact } = request.contact;
  const language = request.language ?? details.offer.language;
  const recipient = recipientOf(customer, request.contact, language);
  return {
    id: redemptionKey(details.redemptionId),
    partnerId: details.partner.partnerId,
    type: 'redemption',
    schemaVersion: 1,
    ttl: secondsKept('redemption'),
    status: 'awaitingConfirmation',
    redemptionId: details.redemptionId,
    sortKey: sortKeyOf(createdAt, details.redemptionId),
    offerId: details.offer.offerId,
    customerId: details.customerId,
    companyName: request.companyName,
    primaryDomain: request.primaryDomain ?? null,
    country: request.country,
    contact: phone === undefined ? contact : { ...contact, phone },
    language,
    lines: [...details.lines],
    ...(request.acceptDelegatedAdministration === undefined
      ? {}
      : { acceptDelegatedAdministration: request.acceptDelegatedAdministration }),
    consents: [...details.consents],
    recipient,
    padding: paddingBeside(recipient),
    code: { number: 1, keyId: details.keyId, askedAt: createdAt },
    tries: 0,
    createdAt,
    lapsesAt: lapseOf(now).toISOString(),
    searchText: searchTextOf(request),
    ...(details.fingerprint === undefined ? {} : { fingerprint: details.fingerprint }),
    queue: isForAnother(customer, request) ? unconfirmedQueue : uncontestedQueue,
    dueAt: doubtedAt(now).toISOString(),
  };
}

/** Where answers wait that the administrator on record is to confirm for another mailbox of its domain. */
export const unconfirmedQueue = 'unconfirmed';
/** As long a name, and no timer's: what an answer costs to write tells nobody who is on record. */
const uncontestedQueue = 'uncontested';

function isForAnother(
  customer: Customer | undefined,
  { primaryDomain, contact }: Pick<RedemptionRequest, 'primaryDomain' | 'contact'>,
): boolean {
  const onRecord = verified(customer);
  if (!onRecord || primaryDomain === undefined) return false;
  return sameMailbox(onRecord.contact.email) !== sameMailbox(contact.email);
}

function doubtedAt(askedAt: Date): Date {
  return addDays(askedAt, limits.doubtedDomain.afterHours / 24);
}

/** The address and the language stand in the mail too. */
function paddingBeside({ name, address, language }: AwaitingRedemption['recipient']): string {
  const { nameLength, length } = limits.address;
  const bytes = new TextEncoder().encode(`${name}${address}${address}${language}${language}`).length;
  return ' '.repeat(Math.max(0, longestCharacter * nameLength + 2 * length - bytes));
}

/** In UTF-8, of the writing systems that names are mostly in. */
const longestCharacter = 3;

/** Codes go to the administrator on record; a customer that is new, or that a partner only named, names its own. */
export function recipientOf(
  customer: Customer | undefined,
  typed: { readonly name: string; readonly email: string },
  language: Language,
): AwaitingRedemption['recipient'] {
  const onRecord = verified(customer);
  return onRecord
    ? { name: onRecord.contact.name, address: onRecord.contact.email, language: onRecord.language }
    : { name: typed.name, address: typed.email, language };
}

/** The redemption as it belongs to whoever it is of: its domain may have turned out meanwhile to be one that many share. */
export function belongingTo(redemption: AwaitingRedemption, { customerId, primaryDomain }: Whose): AwaitingRedemption {
  return { ...redemption, customerId, primaryDomain };
}

/** The redemption with its next code, once a minute has passed since the last; `mail` is the one that carries the last. */
export function nextCode(
  redemption: AwaitingRedemption,
  customer: Customer | undefined,
  details: {
    readonly keyId: string;
    readonly askedWith?: string | undefined;
    readonly mail: CodeMail | undefined;
    readonly now: Date;
  },
): Result<AwaitingRedemption> {
  const { keyId, askedWith, mail, now } = details;
  const tooSoon = askedTooSoon(redemption.code.askedAt, now);
  if (tooSoon) return tooSoon;
  const { tries, lastGuess, earlier, ...kept } = redemption;
  const recipient = recipientOf(customer, redemption.contact, redemption.language);
  return ok({
    ...kept,
    ...triesBeside({ ...redemption.code, tries, lastGuess, earlier }, mail, now),
    recipient,
    padding: paddingBeside(recipient),
    code: {
      number: redemption.code.number + 1,
      keyId,
      askedAt: now.toISOString(),
      ...(askedWith === undefined ? {} : { askedWith }),
    },
    lapsesAt: lapseOf(now).toISOString(),
  });
}

/** Whether an answer that is sent again needs no other code: the last can still be entered or is on its way, or was asked for only just now. */
export function needsNoOtherCode({ code, tries }: AwaitingRedemption, mail: CodeMail | undefined, now: Date): boolean {
  if (askedTooSoon(code.askedAt, now)) return true;
  return mail !== undefined && !hasExpired(mail, now) && !isUsedUp({ tries });
}

/** Says what stands in the way that only the right person may know: for whom the offer is, and what is on the customer's record. */
export function standsInTheWay(
  offer: Pick<Offer, 'customerId'>,
  redemption: AwaitingRedemption,
  customer: Customer | undefined,
  isShared: SharedDomains,
): Refused | undefined {
  if (offer.customerId !== undefined && offer.customerId !== redemption.customerId)
    return refuse('offer-unavailable', { detail: 'This offer was made for another company.' });
  const overtaken = isOvertaken(redemption, customer, isShared) ? refuse('confirmation-code-expired') : undefined;
  if (!customer) return overtaken;
  const held = redemption.lines.flatMap(({ productId }) => {
    const product = findProduct(productId);
    const holding = product && customer.holdings[familyOf(product)];
    return holding ? [{ product, holding }] : [];
  });
  if (held.some(({ product, holding }) => product.kind === 'trial' && holding.trialSubscriptionId !== undefined))
    return refuse('trial-already-used');
  if (held.some(({ holding }) => holding.purchasedSubscriptionId !== undefined)) return refuse('product-already-owned');
  return overtaken;
}

/** While a code was on its way its domain may have become a customer's, whose administrator decides; or one that many share, where nobody speaks for another. The next code goes to the right mailbox. */
function isOvertaken(
  { primaryDomain, contact, recipient }: AwaitingRedemption,
  customer: Customer | undefined,
  isShared: SharedDomains,
): boolean {
  const asking = sameMailbox(contact.email);
  const onRecord = verified(customer);
  const deciding = onRecord ? sameMailbox(onRecord.contact.email) : asking;
  const turnedOutShared = primaryDomain !== null && isShared(primaryDomain);
  if (turnedOutShared && (!onRecord || deciding !== asking)) return true;
  return deciding !== sameMailbox(recipient.address);
}

function lapseOf(askedAt: Date): Date {
  return addDays(askedAt, limits.confirmationCode.lapsesAfterHours / 24);
}

function searchTextOf({ companyName, primaryDomain, contact }: RedemptionRequest): string {
  return foldForSearch(
    [companyName, ...domainSpellings(primaryDomain), contact.name, ...searchedAs(contact.email)].join(' '),
  );
}

export const RedemptionStatus = z.enum(['awaitingConfirmation', 'confirmed', 'declined', 'lapsed']);
export type RedemptionStatus = z.infer<typeof RedemptionStatus>;

/** Where a redemption stands in lists: one that nobody confirmed for a day has lapsed. */
export function redemptionStatus(redemption: AnyRedemption, now: Date): RedemptionStatus {
  if (redemption.status !== 'awaitingConfirmation') return redemption.status;
  return now >= lapseOf(new Date(redemption.code.askedAt)) ? 'lapsed' : 'awaitingConfirmation';
}

/** What the partner sees of a redemption. */
export function listedRedemption(redemption: AnyRedemption, now: Date) {
  if (redemption.status === 'declined') {
    const { redemptionId, status, createdAt, language, reason, email } = redemption;
    return {
      redemptionId,
      status,
      companyName: null,
      createdAt,
      language,
      reason,
      email,
      ...shownBeside({ email }),
      verified: false,
    };
  }
  const { redemptionId, companyName, primaryDomain, country, contact, customerId } = redemption;
  const { createdAt, language, lines, acceptDelegatedAdministration } = redemption;
  return {
    redemptionId,
    status: redemptionStatus(redemption, now),
    companyName,
    primaryDomain,
    country,
    contact,
    ...shownBeside({ primaryDomain, email: contact.email }),
    customerId,
    createdAt,
    language,
    lines,
    acceptDelegatedAdministration,
    ...(redemption.status === 'confirmed'
      ? {
          confirmedAt: redemption.confirmedAt,
          subscriptions: redemption.subscriptions,
          delegation: redemption.delegation,
        }
      : {}),
  };
}

/** What the page of a customer says of its answer: who answered may be another than the administrator on record. */
export function answerLine(redemption: Redemption, now: Date) {
  return { offerId: redemption.offerId, ...listedRedemption(redemption, now) };
}

/** What anyone with the redemption's address may know while it awaits its code. */
export function awaitingView({ redemptionId, contact }: Redemption) {
  return { redemptionId, status: 'awaitingConfirmation', sentTo: maskAddress(contact.email) } as const;
}

/** What was agreed, without personal data. */
export function confirmedView(redemption: ConfirmedRedemption) {
  const { redemptionId, status, subscriptions, acceptDelegatedAdministration, delegation, confirmedAt } = redemption;
  return {
    redemptionId,
    status,
    subscriptions,
    delegatedAdministration: acceptDelegatedAdministration ?? false,
    ...(delegation ? { delegation } : {}),
    confirmedAt,
  };
}

/** What anyone with the redemption's address may know of it. */
export function redemptionView(redemption: Redemption) {
  return redemption.status === 'confirmed' ? confirmedView(redemption) : awaitingView(redemption);
}
