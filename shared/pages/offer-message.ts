/** The message that carries an offer's link: copied by the partner into a mail or a web page, or mailed for it. */
import type { Language } from '../domain/text';
import { cleanParagraphs, named } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import type { OfferCard, PartnerCard } from './cards';
import { offerFacts } from './facts';
import { mailHtml } from './mail-html';
import { fitSubject, greetingOf, paragraph, type MailBlock, type MailMessage } from './mail-message';
import { mailText } from './mail-text';
import { licencesOf, productNamesOf, productsOf, trialLengthOf } from './offer-terms';
import type { RenderedMail } from './rendered-mail';

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
  return {
    texts,
    partner,
    greeting: cleanParagraphs(offer.introduction).length === 0 ? greetingOf(texts) : undefined,
    subject: subjectOf(texts, partner, offer),
    preheader: texts.say('offerMail.preheader', {
      days: trialLengthOf(texts, offer),
      licences: licencesOf(texts, offer),
    }),
    title: texts.phrase('trial.heading', { partner: name, product: productsOf(texts, offer) }),
    blocks: [
      ...quotation(offer.introduction),
      paragraph(texts.phrase('trial.lead', { partner: name })),
      { kind: 'facts', facts: offerFacts(texts, offer) },
      paragraph(texts.phrase('trial.noCharge')),
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
  const full = texts.say('offerMail.subjectProduct', { partner, product: productNamesOf(texts, offer) });
  return full.length < 60
    ? full
    : fitSubject([partner], (shown) => texts.say('offerMail.subject', { partner: shown(partner) }));
}
