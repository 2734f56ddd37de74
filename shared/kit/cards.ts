/** What customers' pages and mails show of a partner and of its offer: everything they may know, and nothing else. */
import { limits } from '../catalogue/limits';
import type { Offer, OfferKind } from '../domain/offers/offer';
import type { Partner } from '../domain/partners/partner';
import { findProduct } from '../domain/product';
import type { Language } from '../domain/text';

export interface PartnerCard {
  readonly name: string;
  /** Only of a partner that has several. */
  readonly officeName?: string | undefined;
  readonly logo: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly website: string | null;
  readonly address: string | null;
  readonly accent: string | null;
}

interface OfferLine {
  /** Pages name it in their reader's language. */
  readonly productId: string;
  readonly quantity: number;
  /** Only of a trial. */
  readonly trialDays?: number | undefined;
  /** Only of what is bought: for how long at a time, and in which counts. */
  readonly purchase?: { readonly termMonths: number; readonly minimum: number; readonly maximum: number } | undefined;
}

export interface OfferCard {
  readonly kind: OfferKind;
  readonly summaryId: string;
  readonly lines: readonly OfferLine[];
  readonly usageLocation: string;
  /** Whether it is offered, not whether it was accepted. */
  readonly delegatedAdministration: boolean;
  /** For how long it is asked for; for good when left out. */
  readonly delegationDays?: number | undefined;
  readonly introduction?: string | undefined;
  readonly closing?: string | undefined;
  readonly expiresAt: Date;
}

/** What every page of a link has in common. */
export interface PageContext {
  readonly language: Language;
  /** This page in each language. */
  readonly languageLinks: Readonly<Record<Language, string>>;
  readonly partner: PartnerCard;
}

/** A line of what was agreed, as receipts show it. */
export interface AgreedLine {
  readonly productId: string;
  readonly quantity: number;
  /** What the partner had offered, when the customer wanted another count. */
  readonly offeredQuantity?: number | undefined;
  readonly endsAt: Date;
}

/** What customers see of a partner, and of the office that made the offer. */
export function partnerCardOf(partner: Pick<Partner, 'profile'>, officeId?: string): PartnerCard {
  const { name, logo, phone, email, website, address, accent, offices } = partner.profile;
  const officeName = offices.length > 1 ? offices.find(({ id }) => id === officeId)?.name : undefined;
  return { name, logo, phone, email, website, address, accent, ...(officeName === undefined ? {} : { officeName }) };
}

/** What customers see of an offer. */
export function offerCardOf(offer: Offer): OfferCard {
  const { kind, summaryId, usageLocation, delegatedAdministration, delegationDays, introduction, closing } = offer;
  return {
    kind,
    summaryId,
    usageLocation,
    delegatedAdministration,
    delegationDays,
    lines: offer.lines.map(({ productId, quantity }) => ({ productId, quantity, ...termsOf(productId) })),
    introduction,
    closing,
    expiresAt: new Date(offer.expiresAt),
  };
}

function termsOf(productId: string): Pick<OfferLine, 'trialDays' | 'purchase'> {
  const product = findProduct(productId);
  if (!product) return {};
  const { kind, trialDays, minimum, maximum, termMonths = limits.purchase.termMonths } = product;
  return kind === 'trial' ? { trialDays } : { purchase: { termMonths, minimum, maximum } };
}
