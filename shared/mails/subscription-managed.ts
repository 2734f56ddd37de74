/** The mail that tells a customer what its partner has changed about a subscription. */
import type { SubscriptionChange } from '../domain/activity/subscription-change';
import type { MailContent } from '../domain/mail/mail';
import { productNameOf } from '../domain/product';
import { named } from '../i18n/phrase';
import { textsFor, type PlainTextKey } from '../i18n/texts';
import { fact } from '../kit/facts';
import { providerOf } from '../kit/offer-terms';
import { changePhrase } from './layout/change-words';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

/** What each change means for whoever uses the subscription, where that does not go without saying. */
const meanings: Readonly<Partial<Record<SubscriptionChange['kind'], PlainTextKey>>> = {
  suspended: 'managedMail.suspended',
  resumed: 'managedMail.resumed',
  renewalTurnedOff: 'managedMail.renewalOff',
  cancelled: 'managedMail.cancelled',
};

/** What changed, who did it, what it means, and whom to ask. */
export function subscriptionManagedMail(
  content: Extract<MailContent, { template: 'subscriptionManaged' }>,
  { language, partner, urls, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language);
  const { changes, companyName, country, changedAt } = content;
  const parties = { partner: named(partner.name), company: named(companyName) };
  const { isolate } = parties.partner;
  const provider = providerOf(texts, country);
  const [first] = changes;
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([isolate], (shown) => texts.say('managedMail.subject', { partner: shown(isolate) })),
    preheader: texts.say('managedMail.preheader'),
    title: texts.phrase('managedMail.title', { product: named(productNameOf(first?.productId ?? '', language)) }),
    blocks: [
      paragraph(texts.phrase('managedMail.lead', { ...parties, date: texts.moment(new Date(changedAt), country) })),
      { kind: 'list', items: changes.map((change) => changePhrase(texts, change, country)) },
      ...changes.flatMap(({ kind }) => {
        const meaning = meanings[kind];
        return meaning === undefined ? [] : [paragraph(texts.phrase(meaning))];
      }),
      { kind: 'facts', facts: [fact(texts.say('fact.company'), parties.company)] },
      paragraph(texts.phrase('managedMail.carriedOut', { partner: parties.partner, provider })),
      paragraph(texts.phrase('managedMail.notExpected', { partner: parties.partner })),
      ...(urls.access === undefined
        ? []
        : [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]),
    ],
    why: texts.phrase('receiptMail.why', { company: parties.company }),
  };
}
