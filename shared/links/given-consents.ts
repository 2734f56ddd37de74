/** What a customer agreed to by its answer, with a hash of exactly the text that the page shows. */
import type { Offer } from '../domain/offers/offer';
import type { Partner } from '../domain/partners/partner';
import type { GivenConsent } from '../domain/redemptions/consent';
import type { RedemptionRequest } from '../domain/redemptions/redemption-request';
import type { Language } from '../domain/text';
import { offerCardOf, partnerCardOf } from '../kit/cards';
import { consentText } from '../kit/consent-texts';
import { hashText } from './code-requests';

/** The consents of an answer: to the terms always, to delegated administration when it was asked for, yes or no. */
export function givenConsents(
  partner: Partner,
  offer: Offer,
  request: RedemptionRequest,
  language: Language,
): readonly GivenConsent[] {
  const shown = { partner: partnerCardOf(partner, offer.officeId), offer: offerCardOf(offer) };
  const textHash = (subject: GivenConsent['subject']): string => hashText(consentText(language, subject, shown));
  const terms = { subject: 'terms', given: true, textHash: textHash('terms') } as const;
  const given = request.acceptDelegatedAdministration;
  return given === undefined
    ? [terms]
    : [terms, { subject: 'delegatedAdministration', given, textHash: textHash('delegatedAdministration') }];
}
