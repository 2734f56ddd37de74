/** What customers agree to, word for word. The pages show exactly these texts, and a hash of them is kept with the version of the words. */
import type { ConsentSubject } from '../domain/redemptions/consent';
import type { Language } from '../domain/text';
import { named, plainText } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import type { OfferCard, PartnerCard } from './cards';
import {
  agreementOf,
  delegationAllows,
  delegationLasts,
  productsOf,
  providerOf,
  topicOf,
  termOf,
  trialLengthOf,
} from './offer-terms';

/** What the wording of a consent depends on. */
export interface ConsentDetails {
  readonly partner: Pick<PartnerCard, 'name'>;
  readonly offer: Pick<OfferCard, 'kind' | 'lines' | 'usageLocation' | 'delegationDays'>;
}

/** The version of each wording, in all languages together: whoever changes the words counts it up. */
export const consentVersions = {
  trialTerms: 1,
  purchaseTerms: 1,
  delegationTerms: 1,
  /** The question, yes or no, beside something else that is offered. */
  delegationChoice: 1,
  /** Where delegated administration is all that is asked for. */
  delegationAuthorization: 1,
  /** The questions that a partner asks with product keys, yes or no. */
  delegationAsk: 1,
  partnerOfRecordAsk: 1,
} as const;
type Wording = keyof typeof consentVersions;

/** What an offer is answered about. */
type OfferSubject = Exclude<ConsentSubject, 'partnerOfRecord'>;

function wordingOf(subject: OfferSubject, offer: ConsentDetails['offer']): Wording {
  const about = topicOf(offer);
  if (subject === 'delegatedAdministration')
    return about === 'delegation' ? 'delegationAuthorization' : 'delegationChoice';
  return `${about}Terms`;
}

/** Which words a customer sees, and their version. */
export function consentVersion(subject: OfferSubject, offer: ConsentDetails['offer']): string {
  const wording = wordingOf(subject, offer);
  return `${wording}/${consentVersions[wording]}`;
}

/** The exact text that the customer sees beside the box or the choice it ticks. */
export function consentText(language: Language, subject: OfferSubject, details: ConsentDetails): string {
  if (subject === 'terms') return termsConsent(language, details);
  if (topicOf(details.offer) === 'delegation') {
    const { allows, lasts, authorize } = delegationAuthorization(language, details);
    return [...allows, ...lasts, authorize].join('\n');
  }
  const { question, yes, yesText, no, noText } = delegationConsent(language, details);
  return [question, yes, yesText, no, noText].join('\n');
}

/** What a partner asks for with product keys. */
export interface AskDetails {
  readonly partner: Pick<PartnerCard, 'name'>;
  readonly ask: {
    readonly kind: 'delegatedAdministration' | 'partnerOfRecord';
    readonly productId?: string | undefined;
  };
}

/** The question and its two answers. */
export function askConsent(language: Language, { partner: { name }, ask }: AskDetails) {
  const texts = textsFor(language);
  const partner = named(name);
  const answers = { yes: texts.say('consent.delegationYes'), no: texts.say('consent.delegationNo') };
  if (ask.kind === 'delegatedAdministration')
    return {
      ...answers,
      question: texts.say('consent.delegationQuestion', { partner }),
      yesText: texts.say('consent.delegationYesText', { partner }),
      noText: texts.say('consent.askedNoText', { partner }),
    };
  const product = productsOf(texts, { lines: [{ productId: ask.productId ?? '' }] });
  return {
    ...answers,
    question: texts.say('consent.recordQuestion', { partner, product }),
    yesText: texts.say('consent.recordYesText', { partner }),
    noText: texts.say('consent.recordNoText', { partner }),
  };
}

/** The exact text that the customer answers, and the version of its words. */
export function askedText(
  language: Language,
  details: AskDetails,
): { readonly text: string; readonly version: string } {
  const { question, yes, yesText, no, noText } = askConsent(language, details);
  const wording = details.ask.kind === 'partnerOfRecord' ? 'partnerOfRecordAsk' : 'delegationAsk';
  return {
    text: [question, yes, yesText, no, noText].join('\n'),
    version: `${wording}/${consentVersions[wording]}`,
  };
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
  switch (topicOf(offer)) {
    case 'trial':
      return texts.say('consent.trialTerms', { ...terms, days: trialLengthOf(texts, offer) });
    case 'purchase':
      return texts.say('consent.purchaseTerms', { ...terms, months: termOf(texts, offer) });
    case 'delegation':
      return texts.say('consent.delegationTerms', terms);
  }
}

/** The question and its two answers. */
export function delegationConsent(
  language: Language,
  details: Pick<ConsentDetails, 'partner'> & { readonly offer: Pick<OfferCard, 'delegationDays'> },
) {
  const texts = textsFor(language);
  const partner = named(details.partner.name);
  const { delegationDays: count } = details.offer;
  return {
    question: texts.say('consent.delegationQuestion', { partner }),
    yes: texts.say('consent.delegationYes'),
    yesText:
      count === undefined
        ? texts.say('consent.delegationYesText', { partner })
        : texts.say('consent.delegationYesDays', { partner, days: texts.say('count.days', { count }) }),
    no: texts.say('consent.delegationNo'),
    noText: texts.say('consent.delegationNoText', { partner }),
  };
}

/** What delegated administration means, and what stands beside the box that authorises the partner. */
export function delegationAuthorization(
  language: Language,
  {
    partner: { name },
    offer,
  }: { readonly partner: ConsentDetails['partner'] } & {
    readonly offer: Pick<OfferCard, 'delegationDays' | 'usageLocation'>;
  },
) {
  const texts = textsFor(language);
  const partner = named(name);
  const { delegationDays: count } = offer;
  return {
    allows: delegationAllows(texts, partner).map((phrase) => plainText(phrase, language)),
    lasts: delegationLasts(texts, partner, offer).map((phrase) => plainText(phrase, language)),
    authorize:
      count === undefined
        ? texts.say('consent.delegationAuthorize', { partner })
        : texts.say('consent.delegationAuthorizeDays', { partner, days: texts.say('count.days', { count }) }),
  };
}
