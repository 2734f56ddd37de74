/** The message that carries an offer's link: copied by the partner into a mail or a web page, or mailed for it. */
import type { Language } from '../domain/text';
import { cleanParagraphs, named } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import type { OfferCard, PartnerCard } from '../kit/cards';
import { offerFacts } from '../kit/facts';
import {
  isTrial,
  licencesOf,
  needsOf,
  offerHeading,
  productNamesOf,
  providerOf,
  trialLengthOf,
} from '../kit/offer-terms';
import { mailHtml } from './layout/mail-html';
import { fitSubject, greetingOf, paragraph, type MailBlock, type MailMessage } from './layout/mail-message';
import { mailText } from './layout/mail-text';
import type { RenderedMail } from './layout/rendered-mail';

export interface OfferMessage {
  readonly language: Language;
  readonly partner: PartnerCard;
  readonly offer: OfferCard;
  readonly url: string;
  /** Where the reader can say no and stop reminders; only of a message that is mailed to somebody. */
  readonly refusalUrl?: string | undefined;
}

/** The ready message that carries an offer's link, to be sent or copied. */
export function renderOfferMessage(offered: OfferMessage): RenderedMail {
  const message = offerMessageOf(offered);
  return { subject: message.subject, text: mailText(message), html: mailHtml(message) };
}

/** The same before it is laid out. */
export function offerMessageOf({ language, partner, offer, url, refusalUrl }: OfferMessage): MailMessage {
  const texts = textsFor(language);
  const name = named(partner.name);
  const provider = providerOf(texts, offer.usageLocation);
  const trial = isTrial(offer);
  return {
    texts,
    partner,
    greeting: cleanParagraphs(offer.introduction).length === 0 ? greetingOf(texts) : undefined,
    subject: subjectOf(texts, partner, offer),
    preheader: trial
      ? texts.say('trial.preheader', { days: trialLengthOf(texts, offer), licences: licencesOf(texts, offer) })
      : texts.say('purchase.preheader', { provider }),
    title: offerHeading(texts, partner, offer),
    blocks: [
      ...quotation(offer.introduction),
      paragraph(texts.phrase('offer.partnerLead', { partner: name })),
      { kind: 'facts', facts: offerFacts(texts, offer) },
      ...(trial
        ? [paragraph(texts.phrase('trial.noCharge'))]
        : [
            paragraph(texts.phrase('purchase.billing', { provider })),
            paragraph(texts.phrase('purchase.counts')),
            ...needsOf(texts, offer).map(paragraph),
            paragraph(texts.phrase('offerMail.reach', { partner: name })),
          ]),
      { kind: 'button', label: texts.say('offerMail.button'), url },
      paragraph(texts.phrase('offerMail.expiry', { date: texts.moment(offer.expiresAt, offer.usageLocation) })),
      paragraph(texts.phrase('offerMail.record', { partner: name })),
      ...(offer.delegatedAdministration ? [paragraph(texts.phrase('offerMail.delegation', { partner: name }))] : []),
      ...quotation(offer.closing),
    ],
    why: texts.phrase('offerMail.why', { partner: name }),
    ...(refusalUrl === undefined ? {} : { stop: { label: texts.say('offerMail.refusal'), url: refusalUrl } }),
  };
}

function quotation(text: string | undefined): readonly MailBlock[] {
  const paragraphs = cleanParagraphs(text);
  return paragraphs.length === 0 ? [] : [{ kind: 'quotation', paragraphs }];
}

/** Names the product where there is room for it beside the whole name of the partner. */
function subjectOf(texts: Texts, { name }: PartnerCard, offer: OfferCard): string {
  const partner = named(name).isolate;
  const wording = isTrial(offer)
    ? ({ full: 'trial.subjectProduct', short: 'trial.subject' } as const)
    : ({ full: 'purchase.subjectProduct', short: 'purchase.subject' } as const);
  const full = texts.say(wording.full, { partner, product: productNamesOf(texts, offer) });
  return full.length < 60
    ? full
    : fitSubject([partner], (shown) => texts.say(wording.short, { partner: shown(partner) }));
}
