/** What the mails that carry a code have in common. */
import { limits } from '../../catalogue/limits';
import { named, type Phrase } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import type { Fact } from '../../kit/facts';
import type { MailContext } from './mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './mail-message';

/** The code large, its life, and where it is entered. */
export function codeMessage(
  { language, partner, code, urls, toName }: MailContext,
  words: {
    readonly subject: (partner: string) => string;
    readonly preheader: (minutes: string) => string;
    readonly title: Phrase;
    readonly lead: Phrase;
    /** What was typed by whoever asked. */
    readonly facts?: readonly Fact[];
    readonly effect: Phrase;
    readonly notYou: Phrase;
    readonly why: Phrase;
  },
): MailMessage {
  if (code === undefined) throw new Error('A code mail needs its code.');
  const texts = textsFor(language);
  const minutes = texts.say('count.minutes', { count: limits.confirmationCode.livesMinutes });
  const { isolate: partnerName } = named(partner.name);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([partnerName], (shown) => words.subject(shown(partnerName))),
    preheader: words.preheader(minutes),
    title: words.title,
    blocks: [
      paragraph(words.lead),
      { kind: 'code', code },
      paragraph(texts.phrase('codeMail.life', { minutes })),
      ...(urls.codePage === undefined
        ? []
        : [{ kind: 'button', label: texts.say('codeMail.button'), url: urls.codePage } as const]),
      ...(words.facts ? [{ kind: 'facts', facts: words.facts } as const] : []),
      paragraph(words.effect),
      { kind: 'heading', words: texts.phrase('codeMail.notYouTitle') },
      paragraph(words.notYou),
    ],
    why: words.why,
  };
}
