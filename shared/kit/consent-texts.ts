/** What customers agree to, word for word. The pages show exactly these texts, and a hash of them is kept. */
import type { ConsentSubject } from '../domain/redemptions/consent';
import type { Language } from '../domain/text';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import type { OfferCard, PartnerCard } from './cards';
import { agreementOf, isTrial, productsOf, providerOf, termOf, trialLengthOf } from './offer-terms';

/** What the wording of a consent depends on. */
export interface ConsentDetails {
  readonly partner: Pick<PartnerCard, 'name'>;
  readonly offer: Pick<OfferCard, 'kind' | 'lines' | 'usageLocation'>;
}

/** The exact text that the customer sees beside the box or the choice it ticks. */
export function consentText(language: Language, subject: ConsentSubject, details: ConsentDetails): string {
  if (subject === 'terms') return termsConsent(language, details);
  const { question, yes, yesText, no, noText } = delegationConsent(language, details);
  return [question, yes, yesText, no, noText].join('\n');
}

/** What stands beside the box. */
export function termsConsent(language: Language, { partner, offer }: ConsentDetails): string {
  const texts = textsFor(language);
  const terms = {
    partner: named(partner.name),
    products: productsOf(texts, offer),
    agreement: agreementOf(texts, offer.usageLocation),
    provider: providerOf(texts, offer.usageLocation),
  };
  return isTrial(offer)
    ? texts.say('consent.trialTerms', { ...terms, days: trialLengthOf(texts, offer) })
    : texts.say('consent.purchaseTerms', { ...terms, months: termOf(texts, offer) });
}

/** The question and its two answers. */
export function delegationConsent(language: Language, details: Pick<ConsentDetails, 'partner'>) {
  const texts = textsFor(language);
  const partner = named(details.partner.name);
  return {
    question: texts.say('consent.delegationQuestion', { partner }),
    yes: texts.say('consent.delegationYes'),
    yesText: texts.say('consent.delegationYesText', { partner }),
    no: texts.say('consent.delegationNo'),
    noText: texts.say('consent.delegationNoText', { partner }),
  };
}
