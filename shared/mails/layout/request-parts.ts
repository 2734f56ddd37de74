/** What the mails about service requests have in common. */
import { spokenNumber } from '../../domain/customers/request-number';
import { cleanParagraphs, leftToRight, named, type Phrase } from '../../i18n/phrase';
import type { Texts } from '../../i18n/texts';
import { requestFacts, type RequestCard } from '../../kit/request-words';
import type { MailContext } from './mail-context';
import { fitSubject, paragraph, type MailBlock } from './mail-message';
import { unverifiedName, unverifiedParagraphs } from './unverified-parts';
import { fact } from '../../kit/facts';

/** The request that a mail is about; a mail without it is none. */
export function requestOf({ request }: MailContext): RequestCard {
  if (!request) throw new Error('A mail about a service request needs the request.');
  return request;
}

/** The number, as part of a phrase. */
export function numberOf({ request }: RequestCard) {
  return leftToRight(spokenNumber(request.number));
}

/** A subject that names the partner and the number; the number is never cut. */
export function requestSubject(
  { partner }: MailContext,
  card: RequestCard,
  subjectOf: (names: { readonly partner: string; readonly number: string }) => string,
): string {
  const { isolate } = named(partner.name);
  return fitSubject([isolate], (shown) =>
    subjectOf({ partner: shown(isolate), number: spokenNumber(card.request.number) }),
  );
}

/** All that the request says, in the words of whoever raised it. */
export function wholeRequest(texts: Texts, card: RequestCard): readonly MailBlock[] {
  return [
    { kind: 'facts', facts: requestFacts(texts, card) },
    { kind: 'heading', words: [named(card.request.title)] },
    { kind: 'quotation', paragraphs: cleanParagraphs(card.request.description) },
  ];
}

/** What was noted; what nobody has proved is defused, and said to be so. */
export function noteBlocks(texts: Texts, { note }: RequestCard): readonly MailBlock[] {
  if (!note) return [];
  const { text, by } = note;
  if (by.kind === 'user' || by.verified) return [{ kind: 'quotation', paragraphs: cleanParagraphs(text) }];
  return [
    ...(by.name === undefined
      ? []
      : [{ kind: 'facts', facts: [fact(texts.say('note.nameGiven'), unverifiedName(by.name))] } as const]),
    { kind: 'quotation', paragraphs: unverifiedParagraphs(text), byStranger: true },
  ];
}

/** How the desk answers. */
export function answerBlocks(texts: Texts, { urls }: MailContext, { request }: RequestCard): readonly MailBlock[] {
  if (urls.request === undefined) return [];
  return [
    paragraph(texts.phrase('requestMail.answerLead', { name: named(request.contact.name) })),
    { kind: 'button', label: texts.say('requestMail.answerButton'), url: urls.request },
  ];
}

/** Why whoever reads it got it. */
export function whyOf(
  texts: Texts,
  { partner }: MailContext,
  { formUrl }: RequestCard,
  toldTo: 'desk' | 'partner',
): Phrase {
  const parties = { partner: named(partner.name) };
  if (toldTo === 'partner') return texts.phrase('requestMail.whyContact', parties);
  return texts.phrase(formUrl === undefined ? 'requestMail.whyDesk' : 'requestMail.whyRaised', parties);
}
