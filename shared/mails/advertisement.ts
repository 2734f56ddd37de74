/** What the law of its readers asks of a mail that advertises; docs/mail.md says which law asks for what. */
import { cleanParagraphs, named, type Phrase } from '../i18n/phrase';
import type { Texts } from '../i18n/texts';
import type { PartnerCard } from '../kit/cards';

/** The subject, which says first what the mail is in the languages whose countries ask for that. */
export function asAdvertised(texts: Texts, isAdvertisement: boolean, subject: string): string {
  return isAdvertisement ? texts.say('advertisement.subject', { subject }) : subject;
}

/** Says in the foot that the mail advertises, for whom, where that is, and how to refuse more of it. */
export function advertisementOf(texts: Texts, partner: PartnerCard): Phrase {
  return texts.phrase('advertisement.foot', {
    partner: named(partner.name),
    address: named(cleanParagraphs(partner.address).join(', ')),
  });
}
