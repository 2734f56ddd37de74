/** The mail that carries a confirmation code. Its reader may never have heard of the request. */
import { limits } from '../catalogue/limits';
import type { MailContent } from '../domain/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './mail-message';
import type { MailContext } from './render-mail';

/** The code, what it is for, how long it works, and what to do when somebody else asked for it. */
export function confirmationCodeMail(
  content: Extract<MailContent, { template: 'confirmationCode' }>,
  { language, partner, code, urls, toName }: MailContext,
): MailMessage {
  if (code === undefined) throw new Error('A code mail needs its code.');
  const texts = textsFor(language);
  const minutes = texts.say('count.minutes', { count: limits.confirmationCode.livesMinutes });
  const parties = { partner: named(partner.name), company: named(content.companyName) };
  const { isolate: partnerName } = parties.partner;
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([partnerName], (shown) => texts.say('codeMail.subject', { partner: shown(partnerName) })),
    preheader: texts.say('codeMail.preheader', { company: parties.company, minutes }),
    title: texts.phrase('codeMail.title'),
    blocks: [
      paragraph(texts.phrase('codeMail.lead', { ...parties, askedBy: named(content.askedBy) })),
      { kind: 'code', code },
      paragraph(texts.phrase('codeMail.life', { minutes })),
      ...(urls.codePage === undefined
        ? []
        : [{ kind: 'button', label: texts.say('codeMail.button'), url: urls.codePage } as const]),
      paragraph(texts.phrase('codeMail.effect', { company: parties.company })),
      { kind: 'heading', words: texts.phrase('codeMail.notYouTitle') },
      paragraph(texts.phrase('codeMail.notYou', { partner: parties.partner })),
    ],
    why: texts.phrase('codeMail.why', { company: parties.company }),
  };
}
