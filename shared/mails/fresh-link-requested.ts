/** The mail that passes on that somebody who holds a dead link asks for a fresh one. */
import type { MailContent } from '../domain/mail/mail';
import { textsFor } from '../i18n/texts';
import { deadLinkTitle } from '../kit/dead-link-words';
import type { MailContext } from './layout/mail-context';
import { paragraph, type MailMessage } from './layout/mail-message';
import { mailToMaker } from './layout/maker-message';
import { factsOfNote, ownWords } from './layout/note-parts';

/** Who asks by their own account, what the link says today, and how a fresh one is given. */
export function freshLinkRequestedMail(
  content: Extract<MailContent, { template: 'freshLinkRequested' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language, context.timeZone);
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
          ...factsOfNote(texts, content),
          { name: texts.say('freshMail.linkSays'), value: deadLinkTitle(texts, content.because) },
        ],
      },
      ...ownWords(texts, content.message),
      { kind: 'heading', words: texts.phrase('offer.nextTitle') },
      { kind: 'list', items: [texts.phrase('freshMail.next'), texts.phrase('freshMail.nothing')] },
    ],
  });
}
