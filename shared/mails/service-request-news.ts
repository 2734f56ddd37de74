/** What has happened to a service request, for the desk, for the partner's contact, or for the customer it is shared with. */
import { spokenNumber } from '../domain/customers/request-number';
import type { MailContent } from '../domain/mail/mail';
import { leftToRight, named } from '../i18n/phrase';
import { textsFor, type PlainTextKey, type Texts } from '../i18n/texts';
import { fact } from '../kit/facts';
import { statusTexts, type RequestCard } from '../kit/request-words';
import type { MailContext } from './layout/mail-context';
import { greetingOf, paragraph, type MailBlock, type MailMessage } from './layout/mail-message';
import {
  answerBlocks,
  noteBlocks,
  numberOf,
  requestOf,
  requestSubject,
  wholeRequest,
  whyOf,
} from './layout/request-parts';

type News = Extract<MailContent, { template: 'serviceRequestNews' }>;

/** Who did what, and where the request stands; the customer is told its number, title and status, and what is shared. */
export function serviceRequestNewsMail(content: News, context: MailContext): MailMessage {
  const { language, timeZone, partner, urls, toName } = context;
  const texts = textsFor(language, timeZone);
  const card = requestOf(context);
  const { toldTo } = content;
  const company = named(card.customer.companyName);
  const toCustomer = toldTo === 'customer';
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: requestSubject(context, card, (names) => texts.say('requestMail.newsSubject', names)),
    preheader: texts.say('requestMail.sentPreheader', { company }),
    title: texts.phrase('requestMail.newsTitle', { number: numberOf(card) }),
    blocks: [
      ...(toCustomer
        ? [paragraph(texts.phrase('requestMail.customerLead', { partner: named(partner.name), company }))]
        : []),
      ...whatHappened(texts, content, context, card),
      ...(toCustomer ? sharedFacts(texts, card) : wholeRequest(texts, card)),
      ...(toldTo === 'desk' ? answerBlocks(texts, context, card) : []),
      ...(toCustomer && urls.access !== undefined
        ? [{ kind: 'button', label: texts.say('endedMail.button'), url: urls.access } as const]
        : []),
    ],
    why: toldTo === 'customer' ? texts.phrase('receiptMail.why', { company }) : whyOf(texts, context, card, toldTo),
  };
}

function whatHappened(texts: Texts, news: News, { partner }: MailContext, card: RequestCard): readonly MailBlock[] {
  const { status, changed } = news;
  const said = (state: keyof typeof statusTexts): string => texts.say(statusTexts[state]);
  return [
    ...(card.note
      ? [
          paragraph(texts.phrase(noteTexts[authorOf(card.note)], { partner: named(partner.name) })),
          ...noteBlocks(texts, card),
        ]
      : []),
    ...(status
      ? [paragraph(texts.phrase('requestMail.status', { before: said(status.before), after: said(status.after) }))]
      : []),
    ...(changed.length > 0 ? [paragraph(texts.phrase('requestMail.changed'))] : []),
  ];
}

const noteTexts = {
  partner: 'requestMail.byPartner',
  desk: 'requestMail.byDesk',
  stranger: 'requestMail.byStranger',
} as const satisfies Record<string, string>;

function authorOf({ by }: NonNullable<RequestCard['note']>): keyof typeof noteTexts {
  if (by.kind === 'user') return 'partner';
  return by.verified ? 'desk' : 'stranger';
}

function sharedFacts(texts: Texts, { request }: RequestCard): readonly MailBlock[] {
  const status: PlainTextKey = statusTexts[request.state];
  return [
    {
      kind: 'facts',
      facts: [
        fact(texts.say('request.number'), leftToRight(spokenNumber(request.number))),
        fact(texts.say('request.title'), named(request.title)),
        { name: texts.say('fact.status'), value: texts.say(status) },
      ],
    },
  ];
}
