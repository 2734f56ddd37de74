/** The mail that gets a customer started with what its partner set up by product keys, or tells it what has changed by them. */
import type { MailContent } from '../domain/mail/mail';
import { productNameOf } from '../domain/product';
import { isolated, named } from '../i18n/phrase';
import { textsFor, type Texts } from '../i18n/texts';
import { fact, type Fact } from '../kit/facts';
import { providerOf } from '../kit/offer-terms';
import type { MailContext } from './layout/mail-context';
import { fitSubject, greetingOf, paragraph, type MailBlock, type MailMessage } from './layout/mail-message';

type KeysApplied = Extract<MailContent, { template: 'keysApplied' }>;

const wordings = {
  first: { subject: 'keysMail.subjectNew', title: 'keysMail.titleNew', lead: 'keysMail.leadNew' },
  later: { subject: 'keysMail.subjectKnown', title: 'keysMail.titleKnown', lead: 'keysMail.leadKnown' },
} as const;

/** What there is now, what comes next, and what the partner asks for beside it. */
export function keysAppliedMail(content: KeysApplied, { language, partner, urls, toName }: MailContext): MailMessage {
  const texts = textsFor(language);
  const parties = { partner: named(partner.name), company: named(content.companyName) };
  const { isolate: partnerName } = parties.partner;
  const isFirst = content.licensedProductId !== undefined;
  const wording = wordings[isFirst ? 'first' : 'later'];
  const provider = providerOf(texts, content.country);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: fitSubject([partnerName], (shown) => texts.say(wording.subject, { partner: shown(partnerName) })),
    preheader: texts.say('keysMail.preheader', { company: parties.company }),
    title: texts.phrase(wording.title),
    blocks: [
      paragraph(texts.phrase(wording.lead, parties)),
      { kind: 'facts', facts: factsOf(texts, content) },
      { kind: 'heading', words: texts.phrase('offer.nextTitle') },
      {
        kind: 'list',
        items: [
          texts.phrase('receipt.setUp', { partner: parties.partner, provider }),
          texts.phrase('receipt.contact', { partner: parties.partner }),
        ],
      },
      ...asked(texts, content, parties.partner),
      ...(urls.access === undefined
        ? []
        : [{ kind: 'button', label: texts.say('receipt.accessLink'), url: urls.access } as const]),
      ...(isFirst || content.asks.length > 0
        ? [
            { kind: 'heading', words: texts.phrase('codeMail.notYouTitle') } as const,
            paragraph(texts.phrase('keysMail.notYou', parties)),
          ]
        : []),
    ],
    why: isFirst
      ? texts.phrase('keysMail.why', parties)
      : texts.phrase('receiptMail.why', { company: parties.company }),
  };
}

const effectTexts = {
  new: 'keysMail.new',
  extend: 'keysMail.extend',
  addLicences: 'keysMail.addLicences',
} as const;

function factsOf(texts: Texts, content: KeysApplied): readonly Fact[] {
  const { companyName, country, lines, licensedProductId } = content;
  const nameOf = (productId: string) => named(productNameOf(productId, texts.language));
  return [
    fact(texts.say('fact.company'), named(companyName)),
    ...lines.map(({ productId, effect, quantity, endsAt }) => ({
      name: isolated(nameOf(productId), texts.language),
      value: texts.say(effectTexts[effect], {
        licences: texts.say('count.licences', { count: quantity }),
        date: texts.moment(new Date(endsAt), country),
      }),
    })),
    ...(licensedProductId === undefined ? [] : [fact(texts.say('keysMail.ownLicence'), nameOf(licensedProductId))]),
  ];
}

function asked(texts: Texts, { asks }: KeysApplied, partner: ReturnType<typeof named>): readonly MailBlock[] {
  if (asks.length === 0) return [];
  return [
    { kind: 'heading', words: texts.phrase('keysMail.asksTitle') },
    {
      kind: 'list',
      items: asks.map((ask) =>
        texts.phrase(ask === 'partnerOfRecord' ? 'keysMail.record' : 'keysMail.delegation', { partner }),
      ),
    },
    paragraph(texts.phrase('keysMail.asksLead')),
  ];
}
