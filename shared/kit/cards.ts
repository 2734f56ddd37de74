/** What customers' pages and mails show of a partner and of its offer: everything they may know, and nothing else. */
import { limits } from '../catalogue/limits';
import { hashOfLogo } from '../company/logo';
import type { Offer, OfferKind } from '../domain/offers/offer';
import { officeNameOf, type Partner } from '../domain/partners/partner';
import { findProduct } from '../domain/product';
import type { Language } from '../domain/text';
import { logoPath } from '../paths/logo-path';
import type { Ports } from '../ports';

export interface LogoCard {
  readonly src: string;
  /** As it is shown; not known of one that the last release kept. */
  readonly size?: { readonly width: number; readonly height: number };
}

export interface PartnerCard {
  readonly name: string;
  /** Only of a partner that has several. */
  readonly officeName?: string | undefined;
  readonly logo: LogoCard | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly website: string | null;
  readonly address: string | null;
  readonly support: Partner['profile']['support'];
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
export function partnerCardOf(
  partner: Pick<Partner, 'profile' | 'formerOffices'>,
  logo: LogoCard | null,
  officeId?: string,
): PartnerCard {
  const { name, phone, email, website, address, support, accent } = partner.profile;
  const officeName = officeNameOf(partner, officeId);
  const card = { name, logo, phone, email, website, address, support, accent };
  return officeName === undefined ? card : { ...card, officeName };
}

type Company = Pick<Partner, 'partnerId' | 'profile' | 'logoImage'>;

/** The logo of a partner as pages show it; mails, which stand elsewhere, need the site too. */
export function logoCardOf(ports: Pick<Ports, 'logos'>, company: Company, site = ''): LogoCard | null {
  const { logoImage } = company;
  const path = pathOfLogo(ports, company);
  if (path === undefined) return null;
  return { src: site + path, ...(logoImage ? { size: shownSize(logoImage) } : {}) };
}

/** The whole address of a partner's logo. */
export function logoUrlOf(ports: Pick<Ports, 'logos' | 'settings'>, company: Company): string | null {
  const path = pathOfLogo(ports, company);
  return path === undefined ? null : ports.settings.publicBaseUrl + path;
}

function pathOfLogo({ logos }: Pick<Ports, 'logos'>, { partnerId, profile, logoImage }: Company): string | undefined {
  const hash = logoImage?.hash ?? (profile.logo === null ? undefined : hashOfLogo(profile.logo));
  return hash === undefined ? undefined : logoPath(logos.issue({ partnerId, hash }));
}

/** As large as it may be, in its own proportions. */
function shownSize({ width, height }: { readonly width: number; readonly height: number }) {
  const { shown } = limits.companyProfile.logo;
  const scale = Math.min(1, shown.width / width, shown.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
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
