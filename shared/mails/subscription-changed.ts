/** The mail that tells a user of the partner of record at once what has changed. */
import type { MailContent } from '../domain/mail/mail';
import { shownDomain } from '../domain/shown-domains';
import { leftToRight, named, type Phrase } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import { fact } from '../kit/facts';
import { changePhrase } from './layout/change-words';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

type SubscriptionChanged = Extract<MailContent, { template: 'subscriptionChanged' }>;

/** Whose subscription, what changed and who did it. */
export function subscriptionChangedMail(
  content: SubscriptionChanged,
  { language, timeZone, partner, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language, timeZone);
  const { primaryDomain, country } = content;
  const company = named(content.companyName);
  const names = { partner: named(partner.name).isolate, company: company.isolate };
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject(Object.values(names), (shown) =>
      texts.say('changeMail.subject', { partner: shown(names.partner), company: shown(names.company) }),
    ),
    preheader: texts.say('changeMail.preheader'),
    title: texts.phrase('changeMail.title', { company }),
    blocks: [
      { kind: 'list', items: content.changes.map((change) => changePhrase(texts, change, country)) },
      paragraph(whoDidIt(texts, content)),
      {
        kind: 'facts',
        facts: [
          fact(texts.say('fact.company'), company),
          ...(primaryDomain === null ? [] : [fact(texts.say('fact.domain'), leftToRight(shownDomain(primaryDomain)))]),
        ],
      },
      paragraph(texts.phrase('changeMail.choose')),
    ],
    why: texts.phrase('changeMail.why', { partner: named(partner.name) }),
  };
}

function whoDidIt(texts: Texts, { by }: SubscriptionChanged): Phrase {
  switch (by.side) {
    case 'customer':
      return texts.phrase('changeMail.byCustomer');
    case 'time':
      return texts.phrase('changeMail.byTime');
    case 'partner':
      return by.name === undefined
        ? texts.phrase('changeMail.byPartner')
        : texts.phrase('changeMail.byUser', { name: named(by.name) });
  }
}
