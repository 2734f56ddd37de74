/** The mail that tells the partner that many may share a domain which it knows as one customer's. */
import type { MailContent } from '../domain/mail/mail';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

/** What was noticed, what it may mean, and what to do in either case. */
export function domainDoubtedMail(
  content: Extract<MailContent, { template: 'domainDoubted' }>,
  { language, timeZone, partner, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language, timeZone);
  const name = named(partner.name);
  const company = named(content.companyName);
  const domain = leftToRight(content.domain);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([name.isolate, domain.isolate], (shown) =>
      texts.say('doubtMail.subject', { partner: shown(name.isolate), domain: shown(domain.isolate) }),
    ),
    preheader: texts.say('doubtMail.preheader'),
    title: texts.phrase('doubtMail.title', { domain }),
    blocks: [
      paragraph(texts.phrase('doubtMail.lead')),
      {
        kind: 'facts',
        facts: [
          fact(texts.say('fact.domain'), domain),
          fact(texts.say('doubtMail.onRecord'), company),
          { name: texts.say('doubtMail.askedAt'), value: texts.moment(new Date(content.askedAt), content.country) },
        ],
      },
      paragraph(texts.phrase('doubtMail.company')),
      paragraph(texts.phrase('doubtMail.provider', { setting: leftToRight('PUBLIC_MAIL_DOMAINS') })),
      paragraph(texts.phrase('doubtMail.once')),
    ],
    why: texts.phrase('endedMail.toldWhy', { company, partner: name }),
  };
}
