/** An offer that a partner makes by link: a trial invitation, and later its siblings. */
import * as z from 'zod';
import { limits } from '../catalogue/limits';
import { Country } from './country';
import { documentOf, sortKeyOf } from './document';
import type { Authorization, Partner } from './partner';
import { productsFor, type Product } from './product';
import { ok, refuse, refuseFields, type Refused, type Result } from './refusal';
import { addDays, foldForSearch, Language, line, paragraphs, Timestamp } from './text';

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
  language: Language,
  reference: z.string().optional(),
  introduction: z.string().optional(),
  closing: z.string().optional(),
  maxRedemptions: z.int().nullable(),
  /** How many may still redeem it; left out when anyone may. */
  remaining: z.int().optional(),
  redemptionCount: z.int(),
  linkVersion: z.int(),
  createdAt: Timestamp,
  createdBy: z.object({ userId: z.string(), name: z.string(), email: z.string() }),
  expiresAt: Timestamp,
  searchText: z.string(),
  /** Tells a repeated request from another one under the same Idempotency-Key. */
  fingerprint: z.string().optional(),
});
export type Offer = z.infer<typeof Offer>;

/** The document id of an offer. */
export function offerKey(offerId: string): string {
  return `offer:${offerId}`;
}

/** What a partner says of a trial invitation. */
export const TrialInvitationRequest = z.strictObject({
  officeId: z.string().optional(),
  usageLocation: Country,
  productId: z.string(),
  delegatedAdministration: z.boolean().default(false),
  language: Language.optional(),
  reference: line(limits.offer.referenceLength).optional(),
  introduction: paragraphs(limits.offer.messageLength).optional(),
  closing: paragraphs(limits.offer.messageLength).optional(),
  maxRedemptions: z.int().min(1).max(limits.offer.maxRedemptions).nullable().optional(),
  validForDays: z
    .int()
    .min(limits.offer.validForDays.minimum)
    .max(limits.offer.validForDays.maximum)
    .default(limits.offer.validForDays.standard),
});
export type TrialInvitationRequest = z.infer<typeof TrialInvitationRequest>;

/** A trial invitation to exactly one trial that the partner may offer there. */
export function createTrialInvitation(
  partner: Partner,
  request: TrialInvitationRequest,
  details: {
    readonly offerId: string;
    readonly summaryId: string;
    readonly createdBy: Offer['createdBy'];
    readonly fingerprint?: string;
    readonly now: Date;
  },
): Result<Offer> {
  const officeId = request.officeId ?? partner.profile.offices[0]?.id ?? 'main';
  if (!partner.profile.offices.some(({ id }) => id === officeId))
    return refuseFields({
      pointer: '/officeId',
      detail: 'Must be the id of one of your offices (see GET /api/company).',
    });
  const product = productsFor(partner.cloud, request.usageLocation, 'trial').find(({ id }) => id === request.productId);
  if (!product)
    return refuse('product-unavailable', {
      errors: [
        {
          pointer: '/productId',
          detail: `Must be a trial that is offered in ${request.usageLocation} (see GET /api/products?usageLocation=${request.usageLocation}&kind=trial).`,
        },
      ],
    });
  const createdAt = details.now.toISOString();
  const maxRedemptions = request.maxRedemptions ?? null;
  return ok({
    id: offerKey(details.offerId),
    partnerId: partner.partnerId,
    type: 'offer',
    schemaVersion: 1,
    offerId: details.offerId,
    sortKey: sortKeyOf(createdAt, details.offerId),
    revision: 1,
    kind: 'trialInvitation',
    state: 'active',
    summaryId: details.summaryId,
    officeId,
    usageLocation: request.usageLocation,
    lines: [{ productId: product.id, quantity: product.minimum }],
    delegatedAdministration: request.delegatedAdministration,
    language: request.language ?? partner.profile.preferredLanguage,
    ...(request.reference === undefined ? {} : { reference: request.reference }),
    ...(request.introduction ? { introduction: request.introduction } : {}),
    ...(request.closing ? { closing: request.closing } : {}),
    maxRedemptions,
    ...(maxRedemptions === null ? {} : { remaining: maxRedemptions }),
    redemptionCount: 0,
    linkVersion: 1,
    createdAt,
    createdBy: details.createdBy,
    expiresAt: addDays(details.now, request.validForDays).toISOString(),
    searchText: searchTextOf(details.summaryId, request.reference, [product]),
    ...(details.fingerprint === undefined ? {} : { fingerprint: details.fingerprint }),
  });
}

function searchTextOf(summaryId: string, reference: string | undefined, products: readonly Product[]): string {
  return foldForSearch([summaryId, reference ?? '', ...products.map(({ name }) => name)].join(' '));
}

/** Where the offer stands at this moment, whatever timers have run. */
export function offerStatus(offer: Offer, now: Date): OfferStatus {
  if (offer.state !== 'active') return offer.state;
  if (now.toISOString() >= offer.expiresAt) return 'expired';
  return offer.remaining === 0 ? 'exhausted' : 'active';
}

/** What a partner has to be for as long as customers may answer its offer. */
function needed(offer: Offer): readonly Authorization[] {
  return [
    ...(offer.kind === 'delegationOffer' ? [] : (['subscriptionAdvisor'] as const)),
    ...(offer.delegatedAdministration || offer.kind === 'delegationOffer'
      ? (['delegatedAdministration'] as const)
      : []),
  ];
}

/** Says why a link to this offer leads nowhere any more, or nothing. */
export function deadLink(
  partner: Pick<Partner, 'status' | 'authorizations'>,
  offer: Offer,
  link: { readonly linkVersion: number },
  now: Date,
): Refused | undefined {
  const missing = needed(offer).some((authorization) => !partner.authorizations.includes(authorization));
  if (partner.status === 'suspended' || missing) return refuse('offer-unavailable');
  const status = offerStatus(offer, now);
  if (status === 'active') return link.linkVersion === offer.linkVersion ? undefined : refuse('offer-replaced');
  return refuse(`offer-${status}`);
}
