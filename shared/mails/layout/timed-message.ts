/** What time does to a subscription, as its customer reads it, and as a user of the partner does. */
import type { MailContent } from '../../domain/mail/mail';
import { productNameOf } from '../../domain/product';
import { shownDomain } from '../../domain/shown-domains';
import { leftToRight, named, type Isolated, type Phrase } from '../../i18n/phrase';
import { textsFor } from '../../i18n/texts';
import { fact, type Fact } from '../../kit/facts';
import type { MailContext } from './mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './mail-message';

type Timed = Extract<MailContent, { template: 'trialEnding' | 'subscriptionExpired' }>;

interface Names {
  readonly partner: Isolated;
  readonly company: Isolated;
  readonly product: Isolated;
}

/** The words of one such mail, to each of its readers. */
export interface TimedWords {
  readonly subject: (names: { readonly partner: string; readonly company: string }) => string;
  readonly preheader: string;
  readonly title: (names: Names) => Phrase;
  readonly lead: Phrase;
  readonly dates: readonly Fact[];
  readonly goOn: readonly Phrase[];
}

/** Names, dates and what can be done; the customer is led to its access page, a user of the partner to the choice of its mails. */
export function timedMessage(
  content: Timed,
  { language, timeZone, partner, urls, toName }: MailContext,
  wordsOf: (names: Names) => TimedWords,
): MailMessage {
  const texts = textsFor(language, timeZone);
  const { companyName, primaryDomain, productId, quantity } = content;
  const names = {
    partner: named(partner.name),
    company: named(companyName),
    product: named(productNameOf(productId, language)),
  };
  const words = wordsOf(names);
  const isolates = { partner: names.partner.isolate, company: names.company.isolate };
  const toCustomer = content.toldTo === 'customer';
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject(Object.values(isolates), (shown) =>
      words.subject({ partner: shown(isolates.partner), company: shown(isolates.company) }),
    ),
    preheader: words.preheader,
    title: words.title(names),
    blocks: [
      paragraph(words.lead),
      {
        kind: 'facts',
        facts: [
          fact(texts.say('fact.company'), names.company),
          ...(toCustomer || primaryDomain === null
            ? []
            : [fact(texts.say('fact.domain'), leftToRight(shownDomain(primaryDomain)))]),
          fact(texts.say('fact.product'), names.product),
          { name: texts.say('fact.licences'), value: texts.number(quantity) },
          ...words.dates,
        ],
      },
      ...words.goOn.map(paragraph),
      ...(toCustomer ? [] : [paragraph(texts.phrase('changeMail.choose'))]),
      ...(urls.access === undefined || !toCustomer
        ? []
        : [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]),
    ],
    why: toCustomer
      ? texts.phrase('receiptMail.why', { company: names.company })
      : texts.phrase('changeMail.why', { partner: names.partner }),
  };
}
