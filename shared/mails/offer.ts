/** The message that carries an offer's link: copied by the partner into a mail or a web page, or mailed for it. */
import type { Language } from '../domain/text';
import { cleanParagraphs, named, type Isolated } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import type { OfferCard, PartnerCard } from '../kit/cards';
import { offerFacts } from '../kit/facts';
import {
  delegationAllows,
  delegationLasts,
  licencesOf,
  needsOf,
  offerHeading,
  productsOf,
  providerOf,
  topicOf,
  trialLengthOf,
} from '../kit/offer-terms';
import { advertisementOf, asAdvertised } from './advertisement';
import { mailHtml } from './layout/mail-html';
import { fitSubject, greetingOf, paragraph, stopsOf, type MailBlock, type MailMessage } from './layout/mail-message';
import { mailText } from './layout/mail-text';
import type { RenderedMail } from './layout/rendered-mail';

export interface OfferMessage {
  readonly language: Language;
  readonly partner: PartnerCard;
  readonly offer: OfferCard;
  readonly url: string;
  /** Where the reader can say no and stop reminders, or stop all offers; only of a message that is mailed to somebody. */
  readonly refusalUrl?: string | undefined;
  readonly stopUrl?: string | undefined;
  readonly isAdvertisement?: boolean;
}

/** The ready message that carries an offer's link, to be sent or copied. */
export function renderOfferMessage(offered: OfferMessage): RenderedMail {
  const message = offerMessageOf(offered);
  return { subject: message.subject, text: mailText(message), html: mailHtml(message) };
}

/** The same before it is laid out. */
export function offerMessageOf(offered: OfferMessage): MailMessage {
  const { language, partner, offer, url, refusalUrl, stopUrl, isAdvertisement = false } = offered;
  const texts = textsFor(language);
  const name = named(partner.name);
  const provider = providerOf(texts, offer.usageLocation);
  return {
    texts,
    partner,
    greeting: cleanParagraphs(offer.introduction).length === 0 ? greetingOf(texts) : undefined,
    subject: subjectOf(texts, partner, offer, (subject) => asAdvertised(texts, isAdvertisement, subject)),
    preheader: preheaderOf(texts, offer, provider),
    title: offerHeading(texts, partner, offer),
    blocks: [
      ...quotation(offer.introduction),
      paragraph(texts.phrase('offer.partnerLead', { partner: name })),
      { kind: 'facts', facts: offerFacts(texts, offer) },
      ...termsOf(texts, offer, name),
      { kind: 'button', label: texts.say('offerMail.button'), url },
      paragraph(texts.phrase('offerMail.expiry', { date: texts.moment(offer.expiresAt, offer.usageLocation) })),
      ...consequencesOf(texts, offer, name),
      ...quotation(offer.closing),
    ],
    ...(isAdvertisement ? { advertisement: advertisementOf(texts, partner) } : {}),
    why: texts.phrase('offerMail.why', { partner: name }),
    stops: stopsOf(texts, { refusal: refusalUrl, stop: stopUrl }),
  };
}

function preheaderOf(texts: Texts, offer: OfferCard, provider: string): string {
  switch (topicOf(offer)) {
    case 'trial':
      return texts.say('trial.preheader', { days: trialLengthOf(texts, offer), licences: licencesOf(texts, offer) });
    case 'purchase':
      return texts.say('purchase.preheader', { provider });
    case 'delegation':
      return texts.say('delegationOffer.preheader');
  }
}

/** What stands above the button. */
function termsOf(texts: Texts, offer: OfferCard, partner: Isolated): readonly MailBlock[] {
  const provider = providerOf(texts, offer.usageLocation);
  switch (topicOf(offer)) {
    case 'trial':
      return [paragraph(texts.phrase('trial.noCharge'))];
    case 'purchase':
      return [
        paragraph(texts.phrase('purchase.billing', { provider })),
        paragraph(texts.phrase('purchase.counts')),
        ...needsOf(texts, offer).map(paragraph),
        paragraph(texts.phrase('offerMail.reach', { partner })),
      ];
    case 'delegation':
      return [
        paragraph(texts.phrase('delegationOffer.lead', { partner })),
        { kind: 'heading', words: texts.phrase('delegation.allowsTitle') },
        { kind: 'list', items: delegationAllows(texts, partner) },
        { kind: 'heading', words: texts.phrase('delegation.endTitle') },
        { kind: 'list', items: delegationLasts(texts, partner, offer) },
        paragraph(texts.phrase('offerMail.reach', { partner })),
      ];
  }
}

/** What follows from accepting, beside what is offered. */
function consequencesOf(texts: Texts, offer: OfferCard, partner: Isolated): readonly MailBlock[] {
  if (topicOf(offer) === 'delegation') return [];
  return [
    paragraph(texts.phrase('offerMail.record', { partner })),
    ...(offer.delegatedAdministration ? [paragraph(texts.phrase('offerMail.delegation', { partner }))] : []),
  ];
}

function quotation(text: string | undefined): readonly MailBlock[] {
  const paragraphs = cleanParagraphs(text);
  return paragraphs.length === 0 ? [] : [{ kind: 'quotation', paragraphs }];
}

/** Names the product where there is room for it beside the whole name of the partner. */
function subjectOf(texts: Texts, { name }: PartnerCard, offer: OfferCard, marked: (subject: string) => string): string {
  const partner = named(name).isolate;
  const fitting = (key: 'trial.subject' | 'purchase.subject' | 'delegationOffer.subject'): string =>
    fitSubject([partner], (shown) => marked(texts.say(key, { partner: shown(partner) })));
  const topic = topicOf(offer);
  if (topic === 'delegation') return fitting('delegationOffer.subject');
  const product = productsOf(texts, offer).isolate;
  const full = marked(
    topic === 'trial'
      ? texts.say('trial.subjectProduct', { partner, product })
      : texts.say('purchase.subjectProduct', { partner, product }),
  );
  return full.length < 60 ? full : fitting(`${topic}.subject`);
}
