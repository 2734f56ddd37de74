/** The mail that takes a service request to the desk that looks after it, with everything in it. */
import { named } from '../i18n/phrase';
import { textsFor } from '../i18n/texts';
import { providerOf } from '../kit/offer-terms';
import { severityTexts } from '../kit/request-words';
import type { MailContext } from './layout/mail-context';
import { greetingOf, paragraph, type MailMessage } from './layout/mail-message';
import { answerBlocks, numberOf, requestOf, requestSubject, wholeRequest, whyOf } from './layout/request-parts';

/** What is wrong, at whose company, and whom to ask; where the desk takes a form, whoever raised it is led there. */
export function serviceRequestSentMail(context: MailContext): MailMessage {
  const { language, timeZone, partner, toName } = context;
  const texts = textsFor(language, timeZone);
  const card = requestOf(context);
  const { request, customer, formUrl } = card;
  const parties = { partner: named(partner.name), company: named(customer.companyName) };
  const severity = texts.say(severityTexts[request.severity]);
  return {
    texts,
    partner,
    greeting: greetingOf(texts, toName),
    subject: requestSubject(context, card, (names) => texts.say('requestMail.sentSubject', { ...names, severity })),
    preheader: texts.say('requestMail.sentPreheader', { company: parties.company }),
    title: texts.phrase('requestMail.sentTitle', { number: numberOf(card) }),
    blocks: [
      ...(formUrl === undefined
        ? [paragraph(texts.phrase('requestMail.sentLead', parties))]
        : [
            paragraph(texts.phrase('requestMail.formLead', { provider: providerOf(texts, customer.country) })),
            { kind: 'link', label: texts.say('requestMail.formButton'), url: formUrl } as const,
          ]),
      ...wholeRequest(texts, card),
      ...answerBlocks(texts, context, card),
    ],
    why: whyOf(texts, context, card, 'desk'),
  };
}
