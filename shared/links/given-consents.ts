/** What a customer agreed to by its answer, with a hash of exactly the text that the page shows. */
import type { Offer } from '../domain/offers/offer';
import type { Partner } from '../domain/partners/partner';
import type { GivenConsent } from '../domain/redemptions/consent';
import type { RedemptionRequest } from '../domain/redemptions/redemption-request';
import type { Language } from '../domain/text';
import { offerCardOf, partnerCardOf } from '../kit/cards';
import { consentText, consentVersion } from '../kit/consent-texts';
import { hashText } from './code-requests';

/** The consents of an answer: to the terms always, to delegated administration when it was asked for, yes or no. */
export function givenConsents(
  partner: Partner,
  offer: Offer,
  request: RedemptionRequest,
  language: Language,
): readonly GivenConsent[] {
  const shown = { partner: partnerCardOf(partner, null, offer.officeId), offer: offerCardOf(offer) };
  const consentTo = (subject: 'terms' | 'delegatedAdministration', given: boolean): GivenConsent => ({
    subject,
    given,
    textHash: hashText(consentText(language, subject, shown)),
    version: consentVersion(subject, shown.offer),
  });
  const terms = consentTo('terms', true);
  const given = request.acceptDelegatedAdministration;
  return given === undefined ? [terms] : [terms, consentTo('delegatedAdministration', given)];
}
