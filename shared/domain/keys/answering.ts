/** A customer's answer to what was asked for with product keys: yes or no, kept as a consent. Only a yes grants anything. */
import { audit, type AuditEntry } from '../activity/audit';
import { notify, type Notification } from '../activity/notification';
import type { Customer } from '../customers/customer';
import { grantDelegation, type DelegationWrite } from '../customers/delegation';
import { grantPartnerOfRecord } from '../customers/partner-of-record';
import type { Subscription } from '../customers/subscription';
import { tellOf } from '../customers/telling';
import { toUser, writeMail, type Mail, type MailContent } from '../mail/mail';
import type { Partner } from '../partners/partner';
import { recordConsent, type Consent, type GivenConsent } from '../redemptions/consent';
import { ok, refuse, type Result } from '../refusal';
import type { Language } from '../text';
import type { AnsweredAsk, KeyApplication, PendingAsk } from './key-application';

/** Everything that an answer writes. */
export interface Answering {
  readonly application: KeyApplication;
  readonly answered: AnsweredAsk;
  readonly consent: Consent;
  /** As a yes leaves it. */
  readonly customer?: Customer;
  readonly delegations: readonly DelegationWrite[];
  readonly subscription?: Subscription;
  readonly notifications: readonly Notification[];
  readonly mails: readonly Mail[];
  readonly audit: AuditEntry;
}

/** What a yes changes. */
type Granted = Pick<Answering, 'customer' | 'delegations' | 'subscription'>;

/** Answers an ask that is open, for the administrator whose mailbox has entered the code. */
export function answerAsk(details: {
  readonly partner: Partner;
  readonly customer: Customer;
  readonly application: KeyApplication;
  readonly ask: PendingAsk;
  /** The one that the ask is about. */
  readonly subscription: Subscription | undefined;
  /** The answer, and the text that stood beside it. */
  readonly consent: Omit<GivenConsent, 'subject'>;
  readonly language: Language;
  readonly traceId: string;
  readonly now: Date;
}): Result<Answering> {
  const { partner, customer, application, ask, consent, language, traceId, now } = details;
  const { partnerId } = partner;
  const { given } = consent;
  const { askId, kind, subscriptionId, productId } = ask;
  const { applicationId, appliedBy } = application;
  const { id: customerId, companyName, primaryDomain, country, contact } = customer;
  const answeredAt = now.toISOString();
  const granted = given ? grant(details) : ok<Granted>({ delegations: [] });
  if (!granted.ok) return granted;
  const { subscription: changed } = granted.value;
  const answered: AnsweredAsk = { ...ask, state: 'answered', given, answeredAt };
  const about = {
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    ...(productId === undefined ? {} : { productId }),
  };
  const answerId = `ask-answered-${askId}`;
  const content = (toldTo: 'customer' | 'partner'): MailContent => ({
    template: 'askAnswered',
    toldTo,
    customerId,
    companyName,
    primaryDomain,
    country,
    ask: kind,
    given,
    ...(productId === undefined ? {} : { productId }),
    answeredAt,
  });
  const toPartner = toUser(appliedBy);
  const toCustomer = { address: contact.email, name: contact.name };
  return ok({
    ...granted.value,
    answered,
    application: {
      ...application,
      asks: application.asks.map((one) => (one.askId === askId ? answered : one)),
    },
    consent: recordConsent({
      subject: kind,
      ...consent,
      partnerId,
      customerId,
      applicationId,
      ...(subscriptionId === undefined ? {} : { subscriptionId }),
      productIds: productId === undefined ? [] : [productId],
      by: { name: contact.name, email: contact.email },
      language,
      givenAt: answeredAt,
      confirmedAt: answeredAt,
    }),
    notifications: [
      notify(
        partnerId,
        answerId,
        { kind: 'askAnswered', customerId, companyName, applicationId, ask: kind, given, ...about, answeredAt },
        now,
      ),
      ...tellOf({
        partner,
        customer,
        actId: answerId,
        actor: { kind: 'customer' },
        changes: changed ? [{ subscription: changed, kind: 'partnerOfRecordGranted' }] : [],
        // Whoever asked is mailed the answer.
        notTo: [appliedBy.userId],
        now,
      }),
    ],
    mails: [
      writeMail({
        partnerId,
        mailId: `${answerId}-partner`,
        content: content('partner'),
        language: partner.profile.preferredLanguage,
        to: toPartner,
        now,
      }),
      // Whoever said no has nothing to look at again.
      ...(given
        ? [
            writeMail({
              partnerId,
              mailId: `${answerId}-customer`,
              content: content('customer'),
              language: customer.language,
              to: toCustomer,
              now,
            }),
          ]
        : []),
    ],
    audit: audit(
      partnerId,
      { entryId: answerId, actor: { kind: 'customer' }, action: 'askAnswered', subject: askId, customerId, traceId },
      now,
    ),
  });
}

function grant({ partner, customer, ask, subscription, now }: Parameters<typeof answerAsk>[0]): Result<Granted> {
  if (ask.kind === 'partnerOfRecord') {
    const onRecord = subscription ? grantPartnerOfRecord(subscription, partner, now) : refuse('not-found');
    return onRecord.ok ? ok({ delegations: [], subscription: onRecord.value }) : onRecord;
  }
  const { name, email } = customer.contact;
  const granted = grantDelegation(customer, { redemptionId: ask.askId, acceptedBy: { name, email } }, now);
  const changed = { ...granted.customer, revision: customer.revision + 1 };
  return ok({ customer: changed, delegations: granted.delegations });
}
