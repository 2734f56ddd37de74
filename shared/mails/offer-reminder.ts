/** The mail that reminds a recipient who has not answered. */
import { isAdvertisement, type MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { offerFacts } from '../kit/facts';
import { offerHeading } from '../kit/offer-terms';
import { advertisementOf, asAdvertised } from './advertisement';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, stopsOf, type MailMessage } from './layout/mail-message';

/** The offer once more, in short, with the way to say no. */
export function offerReminderMail(
  content: Extract<MailContent, { readonly template: 'offerReminder' }>,
  { language, partner, offer, urls, toName }: MailContext,
): MailMessage {
  if (!offer || urls.offer === undefined) throw new Error('A reminder needs the offer and its link.');
  const texts = textsFor(language);
  const name = named(partner.name);
  const isAd = isAdvertisement(content);
  const date = texts.moment(offer.expiresAt, offer.usageLocation);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([name.isolate], (shown) =>
      asAdvertised(texts, isAd, texts.say('reminderMail.subject', { partner: shown(name.isolate) })),
    ),
    preheader: texts.say('reminderMail.preheader', { date }),
    title: texts.phrase('reminderMail.title', { partner: name }),
    blocks: [
      paragraph(offerHeading(texts, partner, offer)),
      paragraph(texts.phrase('reminderMail.lead', { date })),
      { kind: 'facts', facts: offerFacts(texts, offer) },
      { kind: 'button', label: texts.say('offerMail.button'), url: urls.offer },
    ],
    ...(isAd ? { advertisement: advertisementOf(texts, partner) } : {}),
    why: texts.phrase('reminderMail.why', { partner: name }),
    stops: stopsOf(texts, urls),
  };
}
