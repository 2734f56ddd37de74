/** The mail that tells a user of the partner of record, once a day, what has changed. */
import type { MailContent } from '../domain/mail/mail';
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { changePhrase } from './layout/change-words';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

/** How much changed, and the first of it, customer by customer. */
export function changesDigestMail(
  { total, changes }: Extract<MailContent, { template: 'changesDigest' }>,
  { language, timeZone, partner, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language, timeZone);
  const name = named(partner.name);
  const more = total - changes.length;
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([name.isolate], (shown) =>
      texts.say('digestMail.subject', { partner: shown(name.isolate), count: total }),
    ),
    preheader: texts.say('digestMail.preheader'),
    title: texts.phrase('digestMail.title', { count: total }),
    blocks: [
      paragraph(texts.phrase('digestMail.lead')),
      {
        kind: 'list',
        items: changes.map(({ companyName, country, change }) => [
          ...texts.phrase('layout.nameAndValue', { name: named(companyName), value: '' }),
          ...changePhrase(texts, change, country),
        ]),
      },
      ...(more > 0 ? [paragraph(texts.phrase('digestMail.more', { count: more }))] : []),
      paragraph(texts.phrase('changeMail.choose')),
    ],
    why: texts.phrase('digestMail.why', { partner: name }),
  };
}
