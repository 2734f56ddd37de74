/** An offer before it is made: what the partner says of each kind of it, what the products have to be, and what is kept of it. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { Country } from '../country';
import type { Customer } from '../customers/customer';
import { subscriptionStatus, type Subscription } from '../customers/subscription';
import { transitions } from '../customers/transitions';
import { sortKeyOf } from '../document';
import { officeFor, type Partner } from '../partners/partner';
import { boughtInsteadOf, familyOf, findProduct, isServed, quantityFault, soldProduct, type Product } from '../product';
import { ok, refuse, refuseFields, type Result } from '../refusal';
import { addDays, foldForSearch, Language, line, paragraphs } from '../text';
import { offeredAs, offerKey, offerQueue, type Offer, type OfferKind } from './offer';

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
  readonly lines: readonly Offer['lines'][number][];
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

/** When an offer is looked at first: some days before its end when it is open for longer than that, otherwise at its end. */
function firstLookAt(expiresAt: Date, validForDays: number): Date {
  const { remindDaysBeforeEnd } = limits.offer;
  return validForDays > remindDaysBeforeEnd ? addDays(expiresAt, -remindDaysBeforeEnd) : expiresAt;
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
