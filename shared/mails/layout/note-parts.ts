/** What the mails say that pass on the words of somebody who holds a link; nobody has checked who it was. */
import type { MailContent } from '../../domain/mail/mail';
import { shownAddress } from '../../domain/shown-domains';
import { leftToRight, named } from '../../i18n/phrase';
import type { Texts } from '../../i18n/texts';
import { fact, type Fact } from '../../kit/facts';
import type { MailBlock } from './mail-message';
import { unverifiedAddress, unverifiedName, unverifiedParagraphs } from './unverified-parts';

type Note = Extract<MailContent, { template: 'offerDeclined' | 'freshLinkRequested' }>;

/** The offer first, then who it was by their own account. */
export function factsOfNote(texts: Texts, content: Note): readonly Fact[] {
  const { summaryId, reference, email, unmailed } = content;
  const name = 'name' in content ? content.name : undefined;
  return [
    fact(texts.say('fact.reference'), leftToRight(summaryId)),
    ...(reference === undefined ? [] : [fact(texts.say('fact.ownReference'), named(reference))]),
    ...(name === undefined ? [] : [fact(texts.say('note.nameGiven'), unverifiedName(name))]),
    ...(email === undefined ? [] : [fact(texts.say('note.emailGiven'), unverifiedAddress(shownAddress(email)))]),
    { name: texts.say('note.at'), value: texts.moment(new Date(content.at), content.usageLocation) },
    ...(unmailed === undefined ? [] : [{ name: texts.say('note.unmailed'), value: texts.number(unmailed) }]),
  ];
}

/** What was written, marked as a stranger's; the whole of it stands in the portal. */
export function ownWords(texts: Texts, words: string | undefined): readonly MailBlock[] {
  const paragraphs = unverifiedParagraphs(words);
  if (paragraphs.length === 0) return [];
  return [
    { kind: 'heading', words: texts.phrase('note.words') },
    { kind: 'quotation', paragraphs, byStranger: true },
  ];
}
