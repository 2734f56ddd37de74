/** The addresses of a link's pages. */
import type { OfferKind } from '../domain/offers/offer';

/** The addresses of a link's pages, without the host. */
export interface LinkPaths {
  readonly offer: string;
  readonly details: string;
  readonly refusal: string;
  readonly refusals: string;
  readonly declined: string;
  readonly freshLinkRequests: string;
  readonly freshLinkAsked: string;
  readonly redemptions: string;
  /** Where a delegation offer is accepted. */
  readonly delegation: string;
  readonly redemption: (redemptionId: string) => string;
}

/** The addresses below a link's code. */
export function linkPaths(code: string): LinkPaths {
  const offer = `/o/${code}`;
  return {
    offer,
    details: `${offer}?step=details`,
    refusal: `${offer}?step=refusal`,
    refusals: `${offer}/refusal`,
    declined: `${offer}?step=declined`,
    freshLinkRequests: `${offer}/fresh-link-requests`,
    freshLinkAsked: `${offer}?step=asked`,
    redemptions: `${offer}/redemptions`,
    delegation: `${offer}/delegation`,
    redemption: (redemptionId) => `${offer}/redemptions/${redemptionId}`,
  };
}

/** Where an offer of this kind is answered. */
export function answerPathOf({ redemptions, delegation }: LinkPaths, kind: OfferKind): string {
  return kind === 'delegationOffer' ? delegation : redemptions;
}
