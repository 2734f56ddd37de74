/** The mail that says that what a customer agreed to is there: it can be signed in to. */
import type { MailContent } from '../domain/mail/mail';
import { productNameOf } from '../domain/product';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { fact } from '../kit/facts';
import { adminCenterOf, providerOf } from '../kit/offer-terms';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailMessage } from './layout/mail-message';

/** What is there, how many may use it, until when, and where to sign in. */
export function subscriptionReadyMail(
  content: Extract<MailContent, { template: 'subscriptionReady' }>,
  { language, partner, urls, toName }: MailContext,
): MailMessage {
  const texts = textsFor(language);
  const { companyName, country, productId, source, quantity, endsAt, autoRenew } = content;
  const product = named(productNameOf(productId, language));
  const names = { partner: named(partner.name), company: named(companyName), product };
  const { isolate: partnerName } = names.partner;
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([partnerName], (shown) => texts.say('readyMail.subject', { partner: shown(partnerName) })),
    preheader: texts.say('readyMail.preheader'),
    title: texts.phrase('readyMail.title', { product }),
    blocks: [
      paragraph(texts.phrase('readyMail.lead', { ...names, provider: providerOf(texts, country) })),
      {
        kind: 'facts',
        facts: [
          fact(texts.say('fact.company'), names.company),
          fact(texts.say('fact.product'), product),
          { name: texts.say('fact.licences'), value: texts.number(quantity) },
          {
            name: texts.say(source === 'trial' ? 'fact.trialEnds' : autoRenew ? 'fact.renewsOn' : 'fact.runsUntil'),
            value: texts.moment(new Date(endsAt), country),
          },
          fact(texts.say('readyMail.signIn'), leftToRight(adminCenterOf(country))),
        ],
      },
      { kind: 'heading', words: texts.phrase('offer.nextTitle') },
      {
        kind: 'list',
        items: [texts.phrase('readyMail.assign'), texts.phrase('readyMail.contact', { partner: names.partner })],
      },
      ...(urls.access === undefined
        ? []
        : [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]),
    ],
    why: texts.phrase('receiptMail.why', { company: names.company }),
  };
}
