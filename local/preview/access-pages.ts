/** The access page of a customer in every state. */
import type { Customer } from '../../shared/domain/customers/customer';
import type { PageContext } from '../../shared/kit/cards';
import { fieldMessage } from '../../shared/kit/field-messages';
import { renderAccessCodePage, type AccessCodePage } from '../../shared/pages/access/access-code-page';
import { renderAccessStartPage, type AccessStartPage } from '../../shared/pages/access/access-start-page';
import {
  renderAdministratorChangedPage,
  renderAdministratorCodesPage,
  renderAdministratorPage,
  renderMailboxStaysPage,
  type AdministratorCodesPage,
  type AdministratorPage,
} from '../../shared/pages/access/administrator-page';
import { renderAgreementsPage, type AgreementsPage } from '../../shared/pages/access/agreements-page';
import { renderAskPage, type AskPage } from '../../shared/pages/access/ask-page';
import { renderDelegationEndPage, renderPartnerOfRecordEndPage } from '../../shared/pages/access/ending-page';
import { codeErrors, isCodeError } from './code-errors';
import type { Making } from './making';
import { agreedAt, endsAt, renewsAt, type Sample } from './samples';

/** What renders the access page, and what it shows. */
export const accessRenderers = {
  renderAccessStartPage: 'The access page: closed',
  renderAccessCodePage: 'The access page: the code',
  renderAgreementsPage: 'The access page: open',
  renderAdministratorPage: 'The access page: naming another administrator',
  renderAdministratorCodesPage: 'The access page: the codes of both mailboxes',
  renderAdministratorChangedPage: 'The access page: another administrator on record',
  renderMailboxStaysPage: 'The access page: a mailbox that stays',
  renderAskPage: 'The access page: what the partner asks',
  renderDelegationEndPage: 'The access page: ending delegated administration',
  renderPartnerOfRecordEndPage: 'The access page: ending the role of partner of record',
} as const;

/** Closed, at the code, open with much, little and nothing, and before something is ended. */
export function accessPages<Page>(
  { offer, customer, note }: Sample,
  { page, to }: Making<keyof typeof accessRenderers, Page>,
): readonly Page[] {
  const country = offer.usageLocation;
  const formKey = 'form-key';
  const closed = (state: string, told: Pick<AccessStartPage, 'hasClosed' | 'isUnsure'> = {}) =>
    page('renderAccessStartPage', state, (context) =>
      renderAccessStartPage({
        context,
        country,
        action: to('access-code'),
        formKey,
        codeUrl: to('access-code'),
        ...told,
      }),
    );
  const code = (state: string, told: Pick<AccessCodePage, 'error' | 'notice' | 'retryAfterSeconds'> = {}) =>
    page('renderAccessCodePage', state, (context) =>
      renderAccessCodePage({
        context,
        country,
        action: to('access-open'),
        resendAction: to('access-code-sent-again'),
        formKey,
        ...told,
      }),
    );
  const since = agreedAt.toISOString();
  const delegation: Customer['delegation'] = { status: 'active', since };
  const company = {
    companyName: customer.companyName,
    country,
    contact: { name: customer.contactName, email: customer.contactEmail, phone: customer.contactPhone },
    delegation,
  };
  const onRecord: AgreementsPage['subscriptions'][number] = {
    id: 's1',
    productId: offer.lines[0]?.productId ?? '',
    source: 'trial',
    quantity: 25,
    startsAt: since,
    autoRenew: false,
    endsAt: endsAt.toISOString(),
    status: 'active',
    partnerOfRecord: { partnerId: 'p', since },
    formerPartnerOfRecord: undefined,
    provisioning: { state: 'pending' },
  };
  const former = { partnerId: 'p', since, endedAt: endsAt.toISOString() };
  const onItsOwn = {
    ...onRecord,
    source: 'purchase',
    autoRenew: true,
    partnerOfRecord: null,
    formerPartnerOfRecord: former,
  } as const;
  const byKey = {
    ...onRecord,
    source: 'productKey',
    partnerOfRecord: null,
    endsAt: renewsAt.toISOString(),
  } as const;
  const asked = [
    { kind: 'delegatedAdministration' },
    { kind: 'partnerOfRecord', productId: offer.lines[0]?.productId },
  ] as const;
  const asking = (state: string, ask: AskPage['ask'], isUnanswered?: boolean) =>
    page('renderAskPage', state, (context) =>
      renderAskPage({
        context,
        country,
        ask,
        action: to(`access-answered-${ask.kind}-yes`),
        backUrl: to('access-open-with-asks'),
        isUnanswered,
      }),
    );
  const productIds = offer.lines.map(({ productId }) => productId);
  const by = { name: customer.contactName, email: customer.contactEmail };
  const consents = [
    { subject: 'terms', given: true, productIds, by, confirmedAt: since },
    { subject: 'delegatedAdministration', given: true, productIds, by, confirmedAt: since },
    { subject: 'delegatedAdministration', given: false, productIds: [], confirmedAt: since },
    { subject: 'partnerOfRecord', given: true, productIds, by, confirmedAt: since },
    { subject: 'partnerOfRecord', given: false, productIds, by, confirmedAt: since },
  ] as const;
  const deeds = [
    { at: endsAt.toISOString(), action: 'delegationEnded', by: 'time' },
    { at: endsAt.toISOString(), action: 'purchaseOfferCreated', by: 'partner' },
    { at: endsAt.toISOString(), action: 'partnerOfRecordEnded', by: 'customer' },
    { at: endsAt.toISOString(), action: 'accessOpened', by: 'customer' },
    { at: endsAt.toISOString(), action: 'askAnswered', by: 'customer' },
    { at: endsAt.toISOString(), action: 'passwordReset', by: 'partner' },
    { at: endsAt.toISOString(), action: 'subscriptionCancelled', by: 'partner' },
    { at: endsAt.toISOString(), action: 'subscriptionResumed', by: 'partner' },
    { at: endsAt.toISOString(), action: 'subscriptionSuspended', by: 'partner' },
    { at: since, action: 'subscriptionRenewalTurnedOn', by: 'partner' },
    { at: since, action: 'subscriptionRenewalTurnedOff', by: 'partner' },
    { at: since, action: 'subscriptionQuantityChanged', by: 'partner' },
    { at: since, action: 'keysApplied', by: 'partner' },
    { at: since, action: 'redemptionConfirmed', by: 'customer' },
  ] as const;
  const open = (
    state: string,
    shown: Partial<
      Pick<
        AgreementsPage,
        'customer' | 'subscriptions' | 'consents' | 'deeds' | 'requests' | 'asks' | 'ended' | 'answered' | 'claim'
      >
    > = {},
  ) =>
    page('renderAgreementsPage', state, (context) =>
      renderAgreementsPage({
        context,
        customer: company,
        subscriptions: [onRecord],
        consents,
        deeds,
        requests: [],
        asks: [],
        administratorUrl: to('access-administrator'),
        delegationEndingUrl: to('access-delegation-ending'),
        partnerOfRecordEndingUrl: () => to('access-partner-of-record-ending'),
        ...shown,
      }),
    );
  const next = { name: customer.contactName, email: `next@${customer.primaryDomain}` };
  const naming = (state: string, told: (context: PageContext) => Pick<AdministratorPage, 'values' | 'errors'>) =>
    page('renderAdministratorPage', state, (context) =>
      renderAdministratorPage({
        context,
        country,
        domain: customer.primaryDomain,
        action: to('access-administrator-codes'),
        backUrl: to('access-open'),
        formKey,
        ...told(context),
      }),
    );
  const codes = (state: string, told: Pick<AdministratorCodesPage, 'error' | 'notice' | 'retryAfterSeconds'> = {}) =>
    page('renderAdministratorCodesPage', state, (context) =>
      renderAdministratorCodesPage({
        context,
        country,
        current: customer.contactEmail,
        next,
        action: to('access-administrator-changed'),
        resendAction: to('access-administrator-codes-sent-again'),
        changeUrl: to('access-administrator'),
        ...told,
      }),
    );
  const withoutDelegation = { ...company, delegation: { status: 'none' } } as const;
  const afterDelegation = { ...company, delegation: { status: 'ended', since, endedAt: former.endedAt } } as const;
  const done = { state: 'done', reference: 'r' } as const;

  return [
    closed('access-closed'),
    closed('access-has-closed', { hasClosed: true }),
    closed('access-closed-unsure', { isUnsure: true }),
    code('access-code'),
    code('access-code-sent-again', { notice: 'code-resent' }),
    ...Object.keys(codeErrors)
      .filter(isCodeError)
      .map((error) => code(`access-code-${error}`, { error, ...codeErrors[error] })),
    open('access-open'),
    open('access-open-with-service-requests', {
      requests: (['open', 'attentionNeeded', 'closed'] as const).map((status, index) => ({
        number: '482-173-609',
        title: note.slice(0, 60),
        status,
        notes: index === 0 ? [] : [{ text: note, at: since }],
      })),
    }),
    open('access-open-with-an-end', {
      customer: { ...company, delegation: { status: 'active', since, until: renewsAt.toISOString() } },
    }),
    open('access-open-with-nothing', { customer: withoutDelegation, subscriptions: [], consents: [], deeds: [] }),
    open('access-open-with-every-status', {
      customer: withoutDelegation,
      subscriptions: (['active', 'suspended', 'expired', 'disabled', 'cancelled', 'deleted'] as const).map(
        (status) => ({
          ...onItsOwn,
          formerPartnerOfRecord: undefined,
          provisioning: done,
          status,
        }),
      ),
    }),
    open('access-open-not-set-up', {
      subscriptions: [
        { ...onRecord, provisioning: { state: 'failed', reason: 'DNS: contoso.example belongs to another tenant.' } },
        { ...onItsOwn, formerPartnerOfRecord: undefined },
      ],
    }),
    open('access-open-with-claim', {
      claim: {
        contact: next,
        claimedAt: since,
        takesEffectAt: endsAt.toISOString(),
        stopAction: to('access-claim-stopped'),
      },
    }),
    open('access-claim-stopped', { ended: 'claim' }),
    open('access-delegation-ended', { customer: afterDelegation, ended: 'delegation' }),
    open('access-partner-of-record-ended', { subscriptions: [onItsOwn], ended: 'partnerOfRecord' }),
    naming('access-administrator', () => ({ values: {}, errors: [] })),
    naming('access-administrator-with-errors', ({ language }) => ({
      values: { name: next.name, email: 'next', phone: '12' },
      errors: ['/name', '/email', '/phone'].map((pointer) => ({
        pointer,
        message: fieldMessage(language, `/contact${pointer}`),
      })),
    })),
    codes('access-administrator-codes'),
    codes('access-administrator-codes-sent-again', { notice: 'code-resent' }),
    ...Object.keys(codeErrors)
      .filter(isCodeError)
      .map((error) => codes(`access-administrator-codes-${error}`, { error, ...codeErrors[error] })),
    page('renderAdministratorChangedPage', 'access-administrator-changed', (context) =>
      renderAdministratorChangedPage({ context, contact: next, backUrl: to('access-closed') }),
    ),
    page('renderMailboxStaysPage', 'access-mailbox-stays', (context) =>
      renderMailboxStaysPage({ context, country, backUrl: to('access-open') }),
    ),
    open('access-open-with-asks', {
      customer: withoutDelegation,
      subscriptions: [byKey],
      asks: asked.map((ask) => ({ ...ask, url: to(`access-ask-${ask.kind}`) })),
    }),
    ...asked.flatMap((ask) => [
      asking(`access-ask-${ask.kind}`, ask),
      asking(`access-ask-${ask.kind}-unanswered`, ask, true),
      ...[true, false].map((given) =>
        open(`access-answered-${ask.kind}-${given ? 'yes' : 'no'}`, {
          customer: given && ask.kind === 'delegatedAdministration' ? company : withoutDelegation,
          subscriptions: [given && ask.kind === 'partnerOfRecord' ? onRecord : byKey],
          answered: { kind: ask.kind, given },
        }),
      ),
    ]),
    page('renderDelegationEndPage', 'access-delegation-ending', (context) =>
      renderDelegationEndPage({ context, country, action: to('access-delegation-ended'), backUrl: to('access-open') }),
    ),
    page('renderPartnerOfRecordEndPage', 'access-partner-of-record-ending', (context) =>
      renderPartnerOfRecordEndPage({
        context,
        country,
        action: to('access-partner-of-record-ended'),
        backUrl: to('access-open'),
        subscription: onRecord,
      }),
    ),
  ];
}
