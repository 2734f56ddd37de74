/** An offer that a partner made by link: an invitation to a trial, products to buy, or delegated administration alone. */
import * as z from 'zod';
import { limits } from '../../catalogue/limits';
import { documentId, documentOf } from '../document';
import type { Authorization, Partner } from '../partners/partner';
import { findProduct, isServed, quantityFault, soldProduct, type Product } from '../product';
import { ok, refuse, type Refused, type Result } from '../refusal';
import { Language, paragraphs, Timestamp } from '../text';

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

/** The document id of an offer. */
export function offerKey(offerId: string): string {
  return documentId('offer', offerId);
}

/** As what its products are offered. */
export function offeredAs(kind: OfferKind): Product['kind'] {
  return kind === 'trialInvitation' ? 'trial' : 'purchase';
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
