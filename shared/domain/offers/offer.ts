/** An offer that a partner makes by link: an invitation to a trial, products to buy, or delegated administration alone. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { Country } from '../country';
import type { Customer } from '../customers/customer';
import { subscriptionStatus, type Subscription } from '../customers/subscription';
import { transitions } from '../customers/transitions';
import { documentId, documentOf, sortKeyOf } from '../document';
import { officeFor, type Authorization, type Partner } from '../partners/partner';
import { boughtInsteadOf, familyOf, findProduct, isServed, quantityFault, soldProduct, type Product } from '../product';
import { ok, refuse, refuseFields, type Refused, type Result } from '../refusal';
import { addDays, foldForSearch, Language, line, paragraphs, Timestamp } from '../text';

export const OfferKind = z.enum(['trialInvitation', 'purchaseOffer', 'delegationOffer']);
export type OfferKind = z.infer<typeof OfferKind>;

export const OfferStatus = z.enum(['active', 'revoked', 'expired', 'exhausted', 'replaced']);
export type OfferStatus = z.infer<typeof OfferStatus>;

const Line = z.object({ productId: z.string(), quantity: z.int() });

export const Offer = documentOf('offer', {
  offerId: z.string(),
  sortKey: z.string(),
  revision: z.int(),
  kind: OfferKind,
  /** What people did to it; expired and exhausted follow from time and counts. */
  state: z.enum(['active', 'revoked', 'replaced']),
  summaryId: z.string(),
  officeId: z.string(),
  usageLocation: z.string(),
  lines: z.array(Line),
  delegatedAdministration: z.boolean(),
  /** How long the customer is asked to delegate for, from its confirmation on; for good when left out. */
  delegationDays: z.int().optional(),
  language: Language,
  reference: z.string().optional(),
  introduction: z.string().optional(),
  closing: z.string().optional(),
  /** The only customer that may redeem it; left out when it is for whoever has the link. */
  customerId: z.string().optional(),
  maxRedemptions: z.int().nullable(),
  /** How many may still redeem it; left out when anyone may. */
  remaining: z.int().optional(),
  redemptionCount: z.int(),
  linkVersion: z.int(),
  createdAt: Timestamp,
  createdBy: z.object({ userId: z.string(), name: z.string(), email: z.string() }),
  expiresAt: Timestamp,
  searchText: z.string(),
  /** Who took it back, when and why; the reason is the partner's own and no customer sees it. */
  revocation: z
    .object({ at: Timestamp, by: z.object({ userId: z.string(), name: z.string() }), reason: z.string().optional() })
    .optional(),
  /** The offer that took its place. */
  replacedBy: z.string().optional(),
  /** When time has something to do for it next; gone when nothing is left. */
  queue: z.string().optional(),
  dueAt: Timestamp.optional(),
  /** Tells a repeated request from another one under the same Idempotency-Key. */
  fingerprint: z.string().optional(),
});
export type Offer = z.infer<typeof Offer>;

/** The queue in which offers wait for what time brings. */
export const offerQueue = 'offers';

/** When an offer is looked at first: some days before its end when it is open for longer than that, otherwise at its end. */
function firstLookAt(expiresAt: Date, validForDays: number): Date {
  const { remindDaysBeforeEnd } = limits.offer;
  return validForDays > remindDaysBeforeEnd ? addDays(expiresAt, -remindDaysBeforeEnd) : expiresAt;
}

/** The document id of an offer. */
export function offerKey(offerId: string): string {
  return documentId('offer', offerId);
}

const { minimum: fewestDays, maximum: mostDays } = limits.delegation.days;
const daysText = `Must be a whole number of days from ${fewestDays} to ${mostDays}.`;
const delegationDays = z.int(daysText).min(fewestDays, daysText).max(mostDays, daysText).optional();

const terms = {
  officeId: z.string().optional(),
  delegatedAdministration: z.boolean().default(false),
  delegationDays,
  language: Language.optional(),
  reference: line(limits.offer.referenceLength).optional(),
  introduction: paragraphs(limits.offer.messageLength).optional(),
  closing: paragraphs(limits.offer.messageLength).optional(),
  validForDays: z
    .int()
    .min(limits.offer.validForDays.minimum)
    .max(limits.offer.validForDays.maximum)
    .default(limits.offer.validForDays.standard),
};

/** To whom it goes: to customers in a country, to any number of them or up to a cap. */
const audience = {
  usageLocation: Country,
  maxRedemptions: z.int().min(1).max(limits.offer.maxRedemptions).nullable().optional(),
};

/** What a partner says of a trial invitation. */
export const TrialInvitationRequest = z.strictObject({ ...audience, productId: z.string(), ...terms });
export type TrialInvitationRequest = z.infer<typeof TrialInvitationRequest>;

/** What a partner says of a purchase offer. */
export const PurchaseOfferRequest = z.strictObject({
  ...audience,
  lines: z
    .array(z.strictObject({ productId: z.string(), quantity: z.int() }))
    .min(1, 'Must have at least one line.')
    .max(limits.offer.lines, `Must have at most ${limits.offer.lines} lines.`),
  ...terms,
});
export type PurchaseOfferRequest = z.infer<typeof PurchaseOfferRequest>;

const { delegatedAdministration: _asked, ...termsWithoutChoice } = terms;

/** What a partner says of a delegation offer: nothing is tried or bought, and delegation is what is asked for. */
export const DelegationOfferRequest = z.strictObject({ ...audience, ...termsWithoutChoice });
export type DelegationOfferRequest = z.infer<typeof DelegationOfferRequest>;

/** What a partner may say when a customer's trial becomes a purchase offer; the rest follows from the trial. */
export const ConversionRequest = z.strictObject({ ...terms, quantity: z.int().optional() });
export type ConversionRequest = z.infer<typeof ConversionRequest>;

/** An offer of any kind before it is made. */
export type OfferDraft = Omit<TrialInvitationRequest, 'productId'> & {
  readonly kind: OfferKind;
  readonly lines: readonly z.infer<typeof Line>[];
  /** The only customer that may redeem it. */
  readonly customerId?: string;
};

/** What only the shell knows of an offer that is being made. */
export interface OfferDetails {
  readonly offerId: string;
  readonly summaryId: string;
  readonly createdBy: Offer['createdBy'];
  readonly fingerprint?: string;
  readonly now: Date;
}

/** An invitation to exactly one trial, with the licences that the trial has. */
export function trialInvitation({ productId, ...request }: TrialInvitationRequest): OfferDraft {
  return {
    ...request,
    kind: 'trialInvitation',
    lines: [{ productId, quantity: findProduct(productId)?.minimum ?? 0 }],
  };
}

/** An offer to buy, with as many licences of each product as the partner says. */
export function purchaseOffer(request: PurchaseOfferRequest): OfferDraft {
  return { ...request, kind: 'purchaseOffer' };
}

/** An offer that asks for delegated administration alone; any number of customers may accept it. */
export function delegationOffer(request: DelegationOfferRequest): OfferDraft {
  return { ...request, kind: 'delegationOffer', lines: [], delegatedAdministration: true };
}

/** An offer to one customer to buy what it has on trial, with as many licences as the trial has; where the table of transitions lets a trial be bought. */
export function conversionOffer(
  customer: Customer,
  trial: Subscription,
  { quantity, ...request }: ConversionRequest,
  now: Date,
): Result<OfferDraft> {
  const product = boughtInsteadOf(trial.productId);
  if (trial.source !== 'trial')
    return refuse('product-already-owned', { detail: 'Only a trial can be turned into an offer; this is bought.' });
  if (!product) return refuse('state-conflict', { detail: 'There is no product that this trial turns into.' });
  const outcome = transitions[subscriptionStatus(trial, now)].buyTrial;
  if ('no' in outcome) return refuse('state-conflict', { detail: outcome.no });
  if (customer.holdings[familyOf(product)]?.purchasedSubscriptionId !== undefined)
    return refuse('product-already-owned');
  const counted = quantity ?? Math.min(Math.max(trial.quantity, product.minimum), product.maximum);
  return ok({
    ...request,
    kind: 'purchaseOffer',
    usageLocation: customer.country,
    language: request.language ?? customer.language,
    lines: [{ productId: product.id, quantity: counted }],
    maxRedemptions: 1,
    customerId: customer.id,
  });
}

/** What a partner says when it copies an offer. */
export const CopyRequest = z.strictObject({ replace: z.boolean().default(false), officeId: z.string().optional() });
export type CopyRequest = z.infer<typeof CopyRequest>;

/** The same offer once more, open for as many days from now on; an office that makes no offers any more gives way to the one that is named, or the first. */
export function copyOf(
  offer: Offer,
  partner: Pick<Partner, 'profile'>,
  named: string | undefined = officeFor(partner, offer.officeId),
): OfferDraft {
  const { kind, usageLocation, lines, delegatedAdministration, delegationDays: days, language } = offer;
  const { maxRedemptions, reference, introduction, closing, customerId } = offer;
  return {
    kind,
    usageLocation,
    lines,
    delegatedAdministration,
    ...(days === undefined ? {} : { delegationDays: days }),
    language,
    maxRedemptions,
    reference,
    introduction,
    closing,
    ...(named === undefined ? {} : { officeId: named }),
    ...(customerId === undefined ? {} : { customerId }),
    validForDays: Math.round((Date.parse(offer.expiresAt) - Date.parse(offer.createdAt)) / 86_400_000),
  };
}

/** The offer, unless the partner has no such office or may not offer those products there in those counts. */
export function createOffer(partner: Partner, draft: OfferDraft, details: OfferDetails): Result<Offer> {
  const officeId = officeFor(partner, draft.officeId);
  if (officeId === undefined)
    return refuseFields({
      pointer: '/officeId',
      detail: 'Must be the id of one of your offices that is not retired (see GET /api/company).',
    });
  if (draft.delegationDays !== undefined && !draft.delegatedAdministration)
    return refuseFields({
      pointer: '/delegationDays',
      detail: 'Must be left out: the offer does not ask for delegated administration.',
    });
  const products = offeredProducts(partner, draft);
  if (!products.ok) return products;
  const createdAt = details.now.toISOString();
  const expiresAt = addDays(details.now, draft.validForDays);
  const maxRedemptions = draft.maxRedemptions ?? null;
  return ok({
    id: offerKey(details.offerId),
    partnerId: partner.partnerId,
    type: 'offer',
    schemaVersion: 1,
    offerId: details.offerId,
    sortKey: sortKeyOf(createdAt, details.offerId),
    revision: 1,
    kind: draft.kind,
    state: 'active',
    summaryId: details.summaryId,
    officeId,
    usageLocation: draft.usageLocation,
    lines: draft.lines.map(({ productId, quantity }) => ({ productId, quantity })),
    delegatedAdministration: draft.delegatedAdministration,
    ...(draft.delegationDays === undefined ? {} : { delegationDays: draft.delegationDays }),
    language: draft.language ?? partner.profile.preferredLanguage,
    ...(draft.reference === undefined ? {} : { reference: draft.reference }),
    ...(draft.introduction ? { introduction: draft.introduction } : {}),
    ...(draft.closing ? { closing: draft.closing } : {}),
    ...(draft.customerId === undefined ? {} : { customerId: draft.customerId }),
    maxRedemptions,
    ...(maxRedemptions === null ? {} : { remaining: maxRedemptions }),
    redemptionCount: 0,
    linkVersion: 1,
    createdAt,
    createdBy: details.createdBy,
    expiresAt: expiresAt.toISOString(),
    queue: offerQueue,
    dueAt: firstLookAt(expiresAt, draft.validForDays).toISOString(),
    searchText: searchTextOf(details.summaryId, draft.reference, products.value),
    ...(details.fingerprint === undefined ? {} : { fingerprint: details.fingerprint }),
  });
}

function offeredAs(kind: OfferKind): Product['kind'] {
  return kind === 'trialInvitation' ? 'trial' : 'purchase';
}

/** The products of a draft, all of them sold there, each once, each within its counts. */
function offeredProducts(partner: Partner, { kind, usageLocation, lines }: OfferDraft): Result<readonly Product[]> {
  if (kind === 'delegationOffer') {
    if (isServed(partner.cloud, usageLocation)) return ok([]);
    return refuseFields({ pointer: '/usageLocation', detail: 'Must be a country that your cloud serves.' });
  }
  const wanted = offeredAs(kind);
  const sold = new Map(
    lines.flatMap(({ productId }) => {
      const product = soldProduct(productId, partner.cloud, usageLocation, wanted);
      return product ? [[productId, product] as const] : [];
    }),
  );
  const pointerTo = (index: number, field: 'productId' | 'quantity'): string =>
    wanted === 'trial' ? `/${field}` : `/lines/${index}/${field}`;
  const repeated = lines.flatMap(({ productId }, index) =>
    lines.findIndex((other) => other.productId === productId) < index
      ? [{ pointer: pointerTo(index, 'productId'), detail: 'This product stands in the offer already.' }]
      : [],
  );
  if (repeated.length > 0) return refuseFields(...repeated);
  const unavailable = lines.flatMap(({ productId }, index) =>
    sold.has(productId)
      ? []
      : [
          {
            pointer: pointerTo(index, 'productId'),
            detail: `Must be a ${wanted === 'trial' ? 'trial' : 'product'} that is offered in ${usageLocation} (see GET /api/products?usageLocation=${usageLocation}&kind=${wanted}).`,
          },
        ],
  );
  if (unavailable.length > 0) return refuse('product-unavailable', { errors: unavailable });
  const outside = lines.flatMap(({ productId, quantity }, index) => {
    const fault = quantityFault(sold.get(productId), quantity);
    return fault === undefined ? [] : [{ pointer: pointerTo(index, 'quantity'), detail: fault }];
  });
  if (outside.length > 0) return refuse('quantity-out-of-range', { errors: outside });
  return ok(lines.flatMap(({ productId }) => sold.get(productId) ?? []));
}

function searchTextOf(summaryId: string, reference: string | undefined, products: readonly Product[]): string {
  const names = new Set(products.flatMap((product) => Object.values(product.names)));
  return foldForSearch([summaryId, reference ?? '', ...names].join(' '));
}

/** Where the offer stands at this moment, whatever timers have run. */
export function offerStatus(offer: Offer, now: Date): OfferStatus {
  if (offer.state !== 'active') return offer.state;
  if (now.getTime() >= Date.parse(offer.expiresAt)) return 'expired';
  return offer.remaining === 0 ? 'exhausted' : 'active';
}

/** What a partner says when it takes an offer back. */
export const RevocationRequest = z.strictObject({ reason: paragraphs(limits.offer.reasonLength).optional() });
export type RevocationRequest = z.infer<typeof RevocationRequest>;

/** What people change about an offer that they made. */
export type OfferEdit = Partial<Pick<Offer, 'state' | 'revocation' | 'replacedBy' | 'linkVersion'>>;

/** Takes an offer back; one that was taken back already stays as it is, and one that ended in another way needs no more. */
export function revoke(
  offer: Offer,
  details: { readonly reason?: string | undefined; readonly by: { readonly userId: string; readonly name: string } },
  now: Date,
): Result<OfferEdit> {
  const status = offerStatus(offer, now);
  if (status === 'revoked') return ok({});
  if (status === 'expired' || status === 'replaced') return ended(status);
  const { userId, name } = details.by;
  return ok({
    state: 'revoked',
    revocation: { at: now.toISOString(), by: { userId, name }, ...(details.reason ? { reason: details.reason } : {}) },
  });
}

/** Gives an offer another link and ends the one before it; only an offer that can still be accepted has a link to give. */
export function rotateLink(offer: Offer, now: Date): Result<OfferEdit> {
  const status = offerStatus(offer, now);
  if (status !== 'active') return ended(status);
  if (offer.linkVersion >= limits.offer.linkVersions)
    return refuse('state-conflict', { detail: 'This offer had all the links that it can have. Copy it instead.' });
  return ok({ linkVersion: offer.linkVersion + 1 });
}

/** Whether a copy may take an offer's place: not of one that the partner took back, nor of one whose place was taken. */
export function replacementFault({ state }: Offer): Refused | undefined {
  return state === 'active' ? undefined : ended(state);
}

/** Another offer takes the place of this one, also when its time is over or it is used up. */
export function replaceBy(offerId: string): OfferEdit {
  return { state: 'replaced', replacedBy: offerId };
}

function ended(status: Exclude<OfferStatus, 'active'>): Refused {
  return refuse('state-conflict', { detail: `The offer is ${status}: nobody can accept it any more.` });
}

/** What a partner has to be to make, send and change offers of this kind. */
export function authorizationFor(kind: OfferKind): Authorization {
  return kind === 'delegationOffer' ? 'delegatedAdministration' : 'subscriptionAdvisor';
}

/** What a partner has to be to make such an offer, and for as long as customers may answer it. */
export function neededFor(offer: Offer): readonly Authorization[] {
  return [
    authorizationFor(offer.kind),
    ...(offer.delegatedAdministration ? (['delegatedAdministration'] as const) : []),
  ];
}

type Seller = Pick<Partner, 'status' | 'authorizations' | 'cloud'>;

/** Refuses to sell what could not be offered now: what held when the offer was made has to hold whenever it is shown, mailed or answered. */
export function saleFault(partner: Seller, offer: Offer): Refused | undefined {
  const missing = neededFor(offer).some((authorization) => !partner.authorizations.includes(authorization));
  if (partner.status === 'suspended' || missing) return refuse('offer-unavailable');
  const { kind, usageLocation, lines } = offer;
  if (lines.length === 0 && !isServed(partner.cloud, usageLocation)) return refuse('offer-unavailable');
  const unsold = lines.filter(
    ({ productId }) => !soldProduct(productId, partner.cloud, usageLocation, offeredAs(kind)),
  );
  if (unsold.length > 0)
    return refuse('product-unavailable', {
      detail: `No longer offered in ${usageLocation} (see GET /api/products?usageLocation=${usageLocation}): ${unsold.map(({ productId }) => productId).join(', ')}.`,
    });
  const outside = lines.flatMap(({ productId, quantity }) => {
    const fault = quantityFault(findProduct(productId), quantity);
    return fault === undefined ? [] : [`${productId}: ${fault}`];
  });
  return outside.length > 0 ? refuse('quantity-out-of-range', { detail: outside.join(' ') }) : undefined;
}

/** Says why a link to this offer leads nowhere any more, or nothing. */
export function deadLink(
  partner: Seller,
  offer: Offer,
  link: { readonly linkVersion: number },
  now: Date,
): Refused | undefined {
  if (saleFault(partner, offer)) return refuse('offer-unavailable');
  const status = offerStatus(offer, now);
  if (status === 'active') return link.linkVersion === offer.linkVersion ? undefined : refuse('offer-replaced');
  return refuse(`offer-${status}`);
}

/** What the page of a customer says of an offer. */
export function offerLine(offer: Offer, now: Date) {
  const { offerId: id, kind, summaryId, reference, lines, createdAt, expiresAt } = offer;
  return { id, kind, status: offerStatus(offer, now), summaryId, reference, lines, createdAt, expiresAt };
}
