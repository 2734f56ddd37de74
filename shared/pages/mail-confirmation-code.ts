/** The mail that carries a confirmation code. Its reader may never have heard of the request. */
import { limits } from '../catalogue/limits';
import type { MailContent } from '../domain/mail/mail';
import { named, type Phrase } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './mail-message';
import type { MailContext } from './render-mail';

/** The code, what it is for, how long it works, and what to do when somebody else asked for it. */
export function confirmationCodeMail(
  content: Extract<MailContent, { template: 'confirmationCode' }>,
  context: MailContext,
): MailMessage {
  const texts = textsFor(context.language);
  const parties = { partner: named(context.partner.name), company: named(content.companyName) };
  const { company } = parties;
  return codeMessage(context, {
    subject: (partner) => texts.say('codeMail.subject', { partner }),
    preheader: (minutes) => texts.say('codeMail.preheader', { company, minutes }),
    title: texts.phrase('codeMail.title'),
    lead: texts.phrase('codeMail.lead', { ...parties, askedBy: named(content.askedBy) }),
    effect: texts.phrase('codeMail.effect', { company }),
    notYou: texts.phrase('codeMail.notYou', { partner: parties.partner }),
    why: texts.phrase('codeMail.why', { company }),
  });
}

/** What mails that carry a code have in common: the code large, its life, and where it is entered. */
export function codeMessage(
  { language, partner, code, urls, toName }: MailContext,
  words: {
    readonly subject: (partner: string) => string;
    readonly preheader: (minutes: string) => string;
    readonly title: Phrase;
    readonly lead: Phrase;
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
      paragraph(words.effect),
      { kind: 'heading', words: texts.phrase('codeMail.notYouTitle') },
      paragraph(words.notYou),
    ],
    why: words.why,
  };
}
