/** How pages, mails and files name what a service request is. */
import { spokenNumber } from '../domain/customers/request-number';
import type { RequestState } from '../domain/customers/request-states';
import type { ServiceNote } from '../domain/customers/service-note';
import type { ServiceRequest, Severity } from '../domain/customers/service-request';
import type { Customer } from '../domain/customers/customer';
import { productNameOf } from '../domain/product';
import { shownAddress, shownDomain } from '../domain/shown-domains';
import { leftToRight, named } from '../i18n/phrase';
import type { PlainTextKey, Texts } from '../i18n/texts';
import { fact, type Fact } from './facts';

/** Where a request stands. */
export const statusTexts = {
  open: 'request.open',
  attentionNeeded: 'request.attentionNeeded',
  closed: 'request.closed',
} as const satisfies Record<RequestState, PlainTextKey>;

/** How severe it is. */
export const severityTexts = {
  critical: 'request.critical',
  moderate: 'request.moderate',
  minimal: 'request.minimal',
} as const satisfies Record<Severity, PlainTextKey>;

/** What is told of a request, and of a note on it. */
export interface RequestCard {
  readonly request: Pick<
    ServiceRequest,
    'number' | 'title' | 'description' | 'severity' | 'state' | 'productId' | 'contact' | 'raisedBy' | 'createdAt'
  >;
  readonly customer: Pick<Customer, 'companyName' | 'primaryDomain' | 'country'>;
  readonly note?: Pick<ServiceNote, 'text' | 'by'> | undefined;
  /** Where the desk takes requests by a form instead of a mail. */
  readonly formUrl?: string | undefined;
}

/** What a desk needs to know beside the words of the request itself. */
export function requestFacts(texts: Texts, { request, customer }: RequestCard): readonly Fact[] {
  const { number, severity, state, productId, contact, raisedBy, createdAt } = request;
  return [
    fact(texts.say('request.number'), leftToRight(spokenNumber(number))),
    { name: texts.say('request.severity'), value: texts.say(severityTexts[severity]) },
    { name: texts.say('fact.status'), value: texts.say(statusTexts[state]) },
    fact(texts.say('fact.company'), named(customer.companyName)),
    ...(customer.primaryDomain === null
      ? []
      : [fact(texts.say('fact.domain'), leftToRight(shownDomain(customer.primaryDomain)))]),
    ...(productId === undefined
      ? []
      : [fact(texts.say('fact.product'), named(productNameOf(productId, texts.language)))]),
    fact(texts.say('requestMail.contact'), named(contact.name)),
    fact(texts.say('contact.email'), leftToRight(shownAddress(contact.email))),
    ...(contact.phone === undefined ? [] : [fact(texts.say('contact.phone'), leftToRight(contact.phone))]),
    fact(texts.say('request.raisedBy'), named(raisedBy.name)),
    { name: texts.say('request.raisedAt'), value: texts.moment(new Date(createdAt), customer.country) },
  ];
}
