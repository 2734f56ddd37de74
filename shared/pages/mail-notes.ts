/** The mails that pass on what somebody who holds a link has said; nobody has checked who it was, and they say so. */
import type { MailContent } from '../domain/mail/mail';
import { cleanParagraphs, leftToRight, named } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import { deadLinkTitle } from './dead-link-page';
import { fact, type Fact } from './facts';
import { paragraph, type MailBlock, type MailMessage } from './mail-message';
import { mailToMaker } from './mail-to-maker';
import type { MailContext } from './render-mail';

type Declined = Extract<MailContent, { template: 'offerDeclined' }>;
type FreshLink = Extract<MailContent, { template: 'freshLinkRequested' }>;

/** Somebody does not want the offer. */
export function offerDeclinedMail(content: Declined, context: MailContext): MailMessage {
  const texts = textsFor(context.language);
  return mailToMaker(context, {
    template: content.template,
    summaryId: content.summaryId,
    preheader: texts.say('declinedMail.preheader'),
    blocks: [
      paragraph(texts.phrase('declinedMail.lead')),
      paragraph(texts.phrase('note.unverified')),
      { kind: 'facts', facts: factsOf(texts, content) },
      ...ownWords(texts, content.reason),
      { kind: 'heading', words: texts.phrase('offer.nextTitle') },
      {
        kind: 'list',
        items: [
          texts.phrase('declinedMail.open'),
          ...(content.email === undefined ? [] : [texts.phrase('declinedMail.reminders')]),
        ],
      },
    ],
  });
}

/** Somebody asks for a fresh link. */
export function freshLinkRequestedMail(content: FreshLink, context: MailContext): MailMessage {
  const texts = textsFor(context.language);
  return mailToMaker(context, {
    template: content.template,
    summaryId: content.summaryId,
    preheader: texts.say('freshMail.preheader'),
    blocks: [
      paragraph(texts.phrase('freshMail.lead')),
      paragraph(texts.phrase('note.unverified')),
      {
        kind: 'facts',
        facts: [
          ...factsOf(texts, content),
          { name: texts.say('freshMail.linkSays'), value: deadLinkTitle(texts, content.because) },
        ],
      },
      ...ownWords(texts, content.message),
      { kind: 'heading', words: texts.phrase('offer.nextTitle') },
      { kind: 'list', items: [texts.phrase('freshMail.next'), texts.phrase('freshMail.nothing')] },
    ],
  });
}

/** The offer first, then who it was by their own account. */
function factsOf(texts: Texts, content: Declined | FreshLink): readonly Fact[] {
  const { summaryId, reference, email } = content;
  const name = 'name' in content ? content.name : undefined;
  return [
    fact(texts.say('fact.reference'), leftToRight(summaryId)),
    ...(reference === undefined ? [] : [fact(texts.say('fact.ownReference'), named(reference))]),
    ...(name === undefined ? [] : [fact(texts.say('note.nameGiven'), named(name))]),
    ...(email === undefined ? [] : [fact(texts.say('note.emailGiven'), leftToRight(email))]),
    { name: texts.say('note.at'), value: texts.moment(new Date(content.at), content.usageLocation) },
  ];
}

function ownWords(texts: Texts, words: string | undefined): readonly MailBlock[] {
  const paragraphs = cleanParagraphs(words);
  if (paragraphs.length === 0) return [];
  return [
    { kind: 'heading', words: texts.phrase('note.words') },
    { kind: 'quotation', paragraphs, byStranger: true },
  ];
}
