/** The access page once it is open: what the customer has, who administers it, who is on record, and what it agreed to. */
import type { ComponentProps } from 'preact';
import type { Contact, Customer } from '../../domain/customers/customer';
import type { Subscription, SubscriptionStatus, subscriptionView } from '../../domain/customers/subscription';
import { productNameOf } from '../../domain/product';
import type { Consent } from '../../domain/redemptions/consent';
import { shownAddress } from '../../domain/shown-domains';
import { named, type Phrase } from '../../i18n/phrase';
import { textsFor, type PlainTextKey, type Texts } from '../../i18n/texts';
import { LinkAction, SubmitAction } from '../../kit/actions';
import type { PageContext } from '../../kit/cards';
import type { AskDetails } from '../../kit/consent-texts';
import { fact, Facts, type Fact } from '../../kit/facts';
import { productsOf, providerOf } from '../../kit/offer-terms';
import { ContactRow, Genuine, renderPage, Section } from '../../kit/page-layout';
import { Breakable, Words } from '../../kit/words';
import { Deeds } from './deeds';
import { SharedRequests } from './shared-requests';

type ShownSubscription = ReturnType<typeof subscriptionView> & Pick<Subscription, 'formerPartnerOfRecord'>;

export interface AgreementsPage {
  readonly context: PageContext;
  readonly customer: Pick<Customer, 'companyName' | 'country' | 'contact' | 'delegation'>;
  readonly subscriptions: readonly ShownSubscription[];
  readonly consents: readonly (Pick<Consent, 'subject' | 'given' | 'by' | 'confirmedAt'> & {
    readonly productIds: readonly string[];
  })[];
  readonly deeds: ComponentProps<typeof Deeds>['deeds'];
  /** What the partner shares of the support that it arranges. */
  readonly requests: ComponentProps<typeof SharedRequests>['requests'];
  /** What the partner asks for and the customer has not answered, each with the page where it does. */
  readonly asks: readonly (AskDetails['ask'] & { readonly url: string })[];
  /** Where somebody else is named. */
  readonly administratorUrl: string;
  /** The pages that say what ending something means. */
  readonly delegationEndingUrl: string;
  readonly partnerOfRecordEndingUrl: (subscriptionId: string) => string;
  /** What was ended only now. */
  readonly ended?: 'delegation' | 'partnerOfRecord' | 'claim' | undefined;
  /** What was answered only now. */
  readonly answered?: { readonly kind: AskDetails['ask']['kind']; readonly given: boolean } | undefined;
  /** Somebody is to take over from the administrator on record. */
  readonly claim?:
    | {
        readonly contact: Contact;
        readonly claimedAt: string;
        readonly takesEffectAt: string;
        readonly stopAction: string;
      }
    | undefined;
}

/** Everything at a glance, with one way each to end delegated administration and the role of partner of record. */
export function renderAgreementsPage(page: AgreementsPage): string {
  const { context, customer, subscriptions } = page;
  const texts = textsFor(context.language);
  const partner = named(context.partner.name);
  return renderPage(
    { texts, context, title: texts.say('access.title', { partner: context.partner.name }) },
    <>
      <div class="card">
        <h1>
          <Words of={texts.phrase('access.title', { partner })} />
        </h1>
        {page.ended && (
          <p class="notice" role="status">
            <Words of={texts.phrase(endedTexts[page.ended], { partner })} />
          </p>
        )}
        {page.answered && (
          <p class="notice" role="status">
            <Words
              of={texts.phrase(answeredTexts[page.answered.kind][page.answered.given ? 'yes' : 'no'], { partner })}
            />
          </p>
        )}
        {page.claim ? <Claim texts={texts} page={page} claim={page.claim} /> : <Company texts={texts} page={page} />}
      </div>
      {page.claim && (
        <div class="card">
          <Company texts={texts} page={page} />
        </div>
      )}
      <Asks texts={texts} page={page} />
      <Delegation texts={texts} page={page} />
      {subscriptions.map((subscription) => (
        <SubscriptionCard texts={texts} page={page} subscription={subscription} />
      ))}
      <SharedRequests
        texts={texts}
        partner={context.partner.name}
        country={customer.country}
        requests={page.requests}
      />
      <div class="card">
        {subscriptions.length === 0 && (
          <Section title={texts.say('access.subscriptionsTitle')}>
            <p>
              <Words of={texts.phrase('access.noSubscriptions', { partner })} />
            </p>
          </Section>
        )}
        <Section title={texts.say('access.consentsTitle')}>
          <Consents texts={texts} page={page} />
        </Section>
        <Section title={texts.say('access.deedsTitle')}>
          <Deeds texts={texts} partner={context.partner.name} country={customer.country} deeds={page.deeds} />
        </Section>
      </div>
      <Genuine texts={texts} partner={context.partner} provider={providerOf(texts, customer.country)} />
    </>,
  );
}

const endedTexts = {
  delegation: 'access.delegationGone',
  partnerOfRecord: 'access.partnerOfRecordGone',
  claim: 'claim.gone',
} as const;

const answeredTexts = {
  delegatedAdministration: { yes: 'asks.delegationGiven', no: 'asks.delegationRefused' },
  partnerOfRecord: { yes: 'asks.recordGiven', no: 'asks.recordRefused' },
} as const;

interface Part {
  readonly texts: Texts;
  readonly page: AgreementsPage;
}

function companyFacts(texts: Texts, { companyName, contact }: AgreementsPage['customer']): readonly Fact[] {
  return [
    fact(texts.say('fact.company'), named(companyName)),
    fact(texts.say('access.administrator'), named(contact.name)),
  ];
}

/** An address has the whole width: in a column it would break within its words. */
function AdministratorContacts({ texts, contact }: { readonly texts: Texts; readonly contact: Contact }) {
  const { email, phone } = contact;
  return (
    <dl class="contacts">
      <ContactRow name={texts.say('contact.email')}>
        <bdi dir="ltr">
          <Breakable text={shownAddress(email)} />
        </bdi>
      </ContactRow>
      {phone !== undefined && (
        <ContactRow name={texts.say('contact.phone')}>
          <bdi dir="ltr">{phone}</bdi>
        </ContactRow>
      )}
    </dl>
  );
}

function Company({ texts, page: { customer, administratorUrl } }: Part) {
  return (
    <>
      <Facts facts={companyFacts(texts, customer)} />
      <AdministratorContacts texts={texts} contact={customer.contact} />
      <p class="muted small">{texts.say('access.onRecord')}</p>
      <LinkAction href={administratorUrl} label={texts.say('administrator.change')} isSecond />
    </>
  );
}

/** Stands above everything else: whoever reads it has the mailbox that is said to be lost. */
function Claim({
  texts,
  page: { customer, context },
  claim,
}: Part & { readonly claim: NonNullable<AgreementsPage['claim']> }) {
  const at = (moment: string): string => texts.moment(new Date(moment), customer.country);
  return (
    <>
      <div class="summary" role="alert">
        <h2>{texts.say('claim.pendingTitle')}</h2>
        <p>
          <Words of={texts.phrase('claim.pendingText', { date: at(claim.takesEffectAt) })} />
        </p>
      </div>
      <Facts
        facts={[
          fact(texts.say('claim.claimant'), named(claim.contact.name)),
          { name: texts.say('claim.claimedAt'), value: at(claim.claimedAt) },
        ]}
      />
      <AdministratorContacts texts={texts} contact={claim.contact} />
      <form method="post" action={claim.stopAction}>
        <SubmitAction label={texts.say('claim.stop')} />
      </form>
      <p class="muted small">
        <Words of={texts.phrase('access.bothTold', { partner: named(context.partner.name) })} />
      </p>
    </>
  );
}

/** Each is decided on a page of its own. */
function Asks({ texts, page: { asks, context } }: Part) {
  if (asks.length === 0) return null;
  return (
    <div class="card">
      <Section title={<Words of={texts.phrase('asks.title', { partner: named(context.partner.name) })} />}>
        <p>{texts.say('asks.lead')}</p>
      </Section>
      {asks.map(({ kind, productId = '', url }) => (
        <LinkAction
          href={url}
          label={
            <Words
              of={
                kind === 'delegatedAdministration'
                  ? texts.phrase('asks.decideDelegation')
                  : texts.phrase('asks.decideRecord', { product: productsOf(texts, { lines: [{ productId }] }) })
              }
            />
          }
          isSecond
        />
      ))}
    </div>
  );
}

function Delegation({ texts, page: { customer, context, delegationEndingUrl } }: Part) {
  const { delegation, country } = customer;
  const partner = named(context.partner.name);
  const at = (moment: string): string => texts.moment(new Date(moment), country);
  const activeSince = (since: string, until: string | undefined): Phrase =>
    until === undefined
      ? texts.phrase('access.delegationActive', { partner, date: at(since) })
      : texts.phrase('access.delegationUntil', { partner, date: at(since), until: at(until) });
  const told: Phrase =
    delegation.status === 'active'
      ? activeSince(delegation.since, delegation.until)
      : delegation.status === 'ended'
        ? texts.phrase('access.delegationEnded', { partner, date: at(delegation.endedAt) })
        : texts.phrase('access.delegationNone', { partner });
  return (
    <div class="card">
      <Section title={texts.say('access.delegationTitle')}>
        <p>
          <Words of={told} />
        </p>
      </Section>
      {delegation.status === 'active' && (
        <LinkAction href={delegationEndingUrl} label={texts.say('access.endDelegation')} isSecond />
      )}
    </div>
  );
}

function SubscriptionCard({ texts, page, subscription }: Part & { readonly subscription: ShownSubscription }) {
  const { productId, quantity, endsAt, partnerOfRecord } = subscription;
  const { country } = page.customer;
  const failure = failureOf(subscription);
  return (
    <div class="card">
      <Section title={<Words of={[named(productNameOf(productId, texts.language))]} />}>
        <Facts
          facts={[
            { name: texts.say('fact.licences'), value: texts.number(quantity) },
            { name: texts.say('fact.status'), value: texts.say(statusTextOf(subscription)) },
            {
              name: texts.say(endTextOf(subscription)),
              value: texts.moment(new Date(endsAt), country),
            },
            { name: texts.say('fact.partnerOfRecord'), value: recordPhrase(texts, page, subscription) },
          ]}
        />
        {failure !== undefined && <SetUpFailure texts={texts} page={page} reason={failure} />}
      </Section>
      {partnerOfRecord && (
        <LinkAction
          href={page.partnerOfRecordEndingUrl(subscription.id)}
          label={texts.say('access.endPartnerOfRecord')}
          isSecond
        />
      )}
    </div>
  );
}

/** The partner's own words are set apart from ours. */
function SetUpFailure({ texts, page, reason }: Part & { readonly reason: string }) {
  const { context, customer } = page;
  const partner = named(context.partner.name);
  return (
    <>
      <p>
        <Words of={texts.phrase('access.setUpFailed', { partner, provider: providerOf(texts, customer.country) })} />
      </p>
      <div class="message">
        <p dir="auto">{reason}</p>
      </div>
      <p>
        <Words of={texts.phrase('access.setUpContact', { partner })} />
      </p>
    </>
  );
}

const statusTexts = {
  active: 'status.active',
  suspended: 'status.suspended',
  expired: 'status.expired',
  disabled: 'status.disabled',
  cancelled: 'status.cancelled',
  deleted: 'status.deleted',
} as const satisfies Record<SubscriptionStatus, PlainTextKey>;

function endTextOf({ source, status, autoRenew }: ShownSubscription): PlainTextKey {
  if (status === 'cancelled') return 'fact.endedAt';
  if (source === 'trial') return 'fact.trialEnds';
  return status === 'active' && autoRenew ? 'fact.renewsOn' : 'fact.runsUntil';
}

/** Why it could not be set up, as long as it is to be. */
function failureOf({ status, provisioning }: ShownSubscription): string | undefined {
  const isWanted = status === 'active' || status === 'suspended';
  return isWanted && provisioning.state === 'failed' ? provisioning.reason : undefined;
}

/** Nothing pretends to be there before it is set up. */
function statusTextOf({ status, provisioning }: ShownSubscription): PlainTextKey {
  if (status !== 'active') return statusTexts[status];
  switch (provisioning.state) {
    case 'pending':
      return 'status.settingUp';
    case 'failed':
      return 'status.notSetUp';
    case 'done':
      return 'status.active';
  }
}

function recordPhrase(texts: Texts, { context, customer }: AgreementsPage, subscription: ShownSubscription): Phrase {
  const { partnerOfRecord, formerPartnerOfRecord } = subscription;
  const at = (moment: string): string => texts.moment(new Date(moment), customer.country);
  const partner = named(context.partner.name);
  if (partnerOfRecord) return texts.phrase('access.recordSince', { partner, date: at(partnerOfRecord.since) });
  return formerPartnerOfRecord
    ? texts.phrase('access.recordEnded', { partner, date: at(formerPartnerOfRecord.endedAt) })
    : texts.phrase('access.recordNone');
}

const consentTexts = {
  delegatedAdministration: { yes: 'access.delegationAllowed', no: 'access.delegationDeclined' },
  partnerOfRecord: { yes: 'access.recordAllowed', no: 'access.recordDeclined' },
} as const;

function Consents({ texts, page: { consents, context, customer } }: Part) {
  const partner = named(context.partner.name);
  if (consents.length === 0)
    return (
      <p>
        <Words of={texts.phrase('access.noConsents', { partner })} />
      </p>
    );
  return (
    <ul class="bullets">
      {consents.map(({ subject, given, productIds, by, confirmedAt }) => (
        <li>
          <Words
            of={
              subject === 'terms'
                ? texts.phrase('access.termsAccepted', { partner })
                : texts.phrase(consentTexts[subject][given ? 'yes' : 'no'], { partner })
            }
          />
          {productIds.length > 0 && (
            <p class="small">
              <Words
                of={texts.phrase('layout.nameAndValue', {
                  name: texts.say('fact.product'),
                  value: productsOf(texts, { lines: productIds.map((productId) => ({ productId })) }),
                })}
              />
            </p>
          )}
          {by && (
            <p class="small">
              <Words
                of={texts.phrase('layout.nameAndValue', {
                  name: texts.say('access.confirmedBy'),
                  value: named(by.name),
                })}
              />
            </p>
          )}
          <p class="muted small">{texts.moment(new Date(confirmedAt), customer.country)}</p>
        </li>
      ))}
    </ul>
  );
}
