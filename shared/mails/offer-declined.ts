/** The mail that passes on that somebody who holds a link does not want the offer. */
import type { MailContent } from '../domain/mail/mail';
import { textsFor } from '../i18n/texts';
import type { MailContext } from './layout/mail-context';
import { paragraph, type MailMessage } from './layout/mail-message';
import { mailToMaker } from './layout/maker-message';
import { factsOfNote, ownWords } from './layout/note-parts';

/** What was said, by whom by their own account, and what becomes of the offer. */
export function offerDeclinedMail(
  content: Extract<MailContent, { template: 'offerDeclined' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language, context.timeZone);
  return mailToMaker(context, {
    template: content.template,
    summaryId: content.summaryId,
    preheader: texts.say('declinedMail.preheader'),
    blocks: [
      paragraph(texts.phrase('declinedMail.lead')),
      paragraph(texts.phrase('note.unverified')),
      { kind: 'facts', facts: factsOfNote(texts, content) },
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
