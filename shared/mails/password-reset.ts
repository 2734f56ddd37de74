/** The mail that tells a customer's administrators that their partner has set somebody's password anew. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';
import { personFacts } from './layout/person-facts';

/** Whose password, who did it, when, and what to do if nobody expected it. The password and its link are no part of it. */
export function passwordResetMail(
  content: Extract<MailContent, { template: 'passwordReset' }>,
  { language, partner, toName, urls }: MailContext,
): MailMessage {
  const texts = textsFor(language);
  const { companyName, country, by, approvedBy, setAt, unsure = false } = content;
  const parties = { partner: named(partner.name), company: named(companyName) };
  const { isolate } = parties.partner;
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([isolate], (shown) =>
      texts.say(unsure ? 'passwordMail.unsureSubject' : 'passwordMail.subject', { partner: shown(isolate) }),
    ),
    preheader: texts.say('passwordMail.preheader'),
    title: texts.phrase(unsure ? 'passwordMail.unsureTitle' : 'passwordMail.title'),
    blocks: [
      paragraph(texts.phrase(unsure ? 'passwordMail.unsureLead' : 'passwordMail.lead', parties)),
      {
        kind: 'facts',
        facts: [
          ...personFacts(texts, content),
          fact(texts.say('passwordMail.by'), named(by)),
          ...(approvedBy === undefined ? [] : [fact(texts.say('passwordMail.approvedBy'), named(approvedBy))]),
          { name: texts.say('passwordMail.at'), value: texts.moment(new Date(setAt), country) },
        ],
      },
      paragraph(
        unsure
          ? texts.phrase('passwordMail.unsureMeans', { partner: parties.partner })
          : texts.phrase('passwordMail.temporary'),
      ),
      { kind: 'heading', words: texts.phrase('passwordMail.notExpectedTitle') },
      paragraph(texts.phrase('passwordMail.notExpected', { partner: parties.partner })),
      ...(urls.access === undefined
        ? []
        : [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]),
    ],
    why: content.onRecord
      ? texts.phrase('receiptMail.why', { company: parties.company })
      : texts.phrase('passwordMail.why', { company: parties.company }),
  };
}
