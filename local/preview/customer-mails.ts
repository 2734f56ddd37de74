/** Every mail that Kesher sends, from every template. */
import { clouds } from '../../shared/catalogue/clouds';
import type { ChangedBy, SubscriptionChange } from '../../shared/domain/activity/subscription-change';
import type { MailContent, MailTemplate } from '../../shared/domain/mail/mail';
import { companyRoles } from '../../shared/domain/partners/user';
import type { Language } from '../../shared/domain/text';
import type { RenderedMail } from '../../shared/mails/layout/rendered-mail';
import { renderOfferMessage } from '../../shared/mails/offer';
import { renderMail } from '../../shared/mails/render-mail';
import { requestCard } from './desk-pages';
import { agreedAt, endsAt, renewsAt, toDelegation, toPurchase, type Sample } from './samples';

/** A mail that was made from a template. */
export interface PreviewedMail {
  readonly template: MailTemplate;
  /** Unique among all mails, and a file name. */
  readonly state: string;
  readonly mail: RenderedMail;
}

/** What a mail of each template is about; a template without a sample does not compile. */
export function mailContents({ offer, customer, note }: Sample): {
  readonly [T in MailTemplate]: Extract<MailContent, { template: T }>;
} {
  const { companyName, primaryDomain, contactName, contactEmail, contactPhone } = customer;
  const link = { redemptionId: 'redemption', offerId: 'offer', linkVersion: 1, companyName };
  const agreed = {
    lines: offer.lines.map(({ productId, quantity }) => ({ productId, quantity, endsAt: endsAt.toISOString() })),
    usageLocation: offer.usageLocation,
    confirmedAt: agreedAt.toISOString(),
    delegatedAdministration: true,
  };
  const whose = {
    customerId: `domain:${primaryDomain}`,
    companyName,
    primaryDomain,
    country: offer.usageLocation,
  };
  const between = { toldTo: 'customer', ...whose, since: agreedAt.toISOString() } as const;
  const change = {
    subscriptionId: 'subscription',
    productId: offer.lines[0]?.productId ?? '',
    at: agreedAt.toISOString(),
    quantity: 25,
    endsAt: renewsAt.toISOString(),
  };
  const timed = {
    toldTo: 'customer',
    ...whose,
    subscriptionId: change.subscriptionId,
    productId: change.productId,
    quantity: 25,
    at: change.at,
    endsAt: endsAt.toISOString(),
  } as const;
  const ended = { ...between, endedAt: endsAt.toISOString() };
  const offered = { summaryId: offer.summaryId, reference: companyName, usageLocation: offer.usageLocation };
  return {
    confirmationCode: {
      template: 'confirmationCode',
      ...link,
      number: 1,
      keyId: 'k1',
      mailbox: 'mailbox',
      askedBy: contactName,
    },
    receipt: { template: 'receipt', ...link, ...agreed, summaryId: offer.summaryId },
    offerAccepted: {
      template: 'offerAccepted',
      ...agreed,
      summaryId: offer.summaryId,
      reference: companyName,
      companyName,
      primaryDomain,
      contactName,
      contactEmail,
      contactPhone,
    },
    offer: { template: 'offer', offerId: 'offer' },
    accessCode: {
      template: 'accessCode',
      customerId: ended.customerId,
      number: 1,
      keyId: 'k1',
      companyName,
      mailbox: 'mailbox',
    },
    administratorCode: {
      template: 'administratorCode',
      customerId: ended.customerId,
      changeId: 'change',
      number: 1,
      keyId: 'k1',
      side: 'current',
      companyName,
      contact: { name: contactName, email: contactEmail },
    },
    administratorChanged: {
      template: 'administratorChanged',
      toldTo: 'new',
      customerId: ended.customerId,
      companyName,
      primaryDomain,
      country: offer.usageLocation,
      former: { name: contactName, email: `former@${primaryDomain}` },
      contact: { name: contactName, email: contactEmail },
      way: 'codes',
      changedAt: agreed.confirmedAt,
    },
    claimCode: { template: 'claimCode', ...link, number: 1, keyId: 'k1', askedBy: contactName },
    administratorClaimed: {
      template: 'administratorClaimed',
      toldTo: 'customer',
      customerId: ended.customerId,
      companyName,
      primaryDomain,
      country: offer.usageLocation,
      contact: { name: contactName, email: contactEmail },
      claimedAt: agreed.confirmedAt,
      takesEffectAt: endsAt.toISOString(),
    },
    administratorClaimStopped: {
      template: 'administratorClaimStopped',
      toldTo: 'customer',
      customerId: ended.customerId,
      companyName,
      country: offer.usageLocation,
      stoppedAt: agreed.confirmedAt,
    },
    delegationEnded: { template: 'delegationEnded', ...ended },
    delegationEnding: { template: 'delegationEnding', ...between, until: endsAt.toISOString() },
    partnerOfRecordEnded: {
      template: 'partnerOfRecordEnded',
      ...ended,
      productId: offer.lines[0]?.productId ?? '',
    },
    keysApplied: {
      template: 'keysApplied',
      customerId: ended.customerId,
      companyName,
      country: offer.usageLocation,
      lines: [
        { productId: 'microsoft-365-business-standard', effect: 'new', quantity: 12, endsAt: renewsAt.toISOString() },
      ],
      licensedProductId: 'microsoft-365-business-standard',
      asks: ['delegatedAdministration', 'partnerOfRecord'],
      appliedAt: agreed.confirmedAt,
    },
    askAnswered: {
      template: 'askAnswered',
      toldTo: 'customer',
      customerId: ended.customerId,
      companyName,
      primaryDomain,
      country: offer.usageLocation,
      ask: 'delegatedAdministration',
      given: true,
      answeredAt: agreed.confirmedAt,
    },
    trialEnding: { template: 'trialEnding', ...timed },
    subscriptionExpired: { template: 'subscriptionExpired', ...timed, endsAt: agreedAt.toISOString() },
    subscriptionReady: {
      template: 'subscriptionReady',
      customerId: ended.customerId,
      companyName,
      country: offer.usageLocation,
      subscriptionId: timed.subscriptionId,
      productId: 'microsoft-365-business-standard',
      source: 'purchase',
      quantity: 12,
      endsAt: renewsAt.toISOString(),
      autoRenew: true,
    },
    subscriptionChanged: {
      template: 'subscriptionChanged',
      ...whose,
      by: { side: 'partner', name: contactName },
      changes: [{ ...change, kind: 'quantityChanged', quantity: 12, quantityBefore: 10 }],
    },
    subscriptionManaged: {
      template: 'subscriptionManaged',
      ...whose,
      changes: [{ ...change, kind: 'quantityChanged', quantity: 12, quantityBefore: 10 }],
      changedAt: change.at,
    },
    changesDigest: {
      template: 'changesDigest',
      total: 14,
      changes: (['renewed', 'cancelled', 'keyApplied'] as const).map((kind) => ({
        companyName,
        country: offer.usageLocation,
        change: { ...change, kind },
      })),
    },
    offerExpired: {
      template: 'offerExpired',
      ...offered,
      expiresAt: endsAt.toISOString(),
      sent: 40,
      accepted: 12,
      declined: 3,
    },
    domainDoubted: {
      template: 'domainDoubted',
      domain: primaryDomain,
      companyName,
      country: offer.usageLocation,
      askedAt: agreed.confirmedAt,
    },
    passwordReset: {
      template: 'passwordReset',
      ...whose,
      userName: contactName,
      userEmail: contactEmail,
      by: 'Noa Levi',
      setAt: agreedAt.toISOString(),
      onRecord: true,
    },
    passwordApprovalAsked: {
      template: 'passwordApprovalAsked',
      ...whose,
      resetId: 'reset',
      userName: contactName,
      userEmail: contactEmail,
      by: 'Noa Levi',
      lapsesAt: endsAt.toISOString(),
    },
    passwordApproved: {
      template: 'passwordApproved',
      ...whose,
      resetId: 'reset',
      userName: contactName,
      userEmail: contactEmail,
      approvedBy: 'Lior Peretz',
      shownUntil: agreedAt.toISOString(),
    },
    revealCode: {
      template: 'revealCode',
      resetId: 'reset',
      customerId: whose.customerId,
      number: 1,
      keyId: 'key',
      companyName,
    },
    serviceRequestSent: { template: 'serviceRequestSent', customerId: ended.customerId, requestNumber },
    serviceRequestNews: {
      template: 'serviceRequestNews',
      toldTo: 'desk',
      customerId: ended.customerId,
      requestNumber,
      noteId: 'note',
      status: { before: 'open', after: 'closed' },
      changed: ['severity'],
      at: agreed.confirmedAt,
    },
    serviceRequestReminder: {
      template: 'serviceRequestReminder',
      toldTo: 'desk',
      customerId: ended.customerId,
      requestNumber,
      untouchedUntil: agreed.confirmedAt,
    },
    serviceRequestCode: {
      template: 'serviceRequestCode',
      customerId: ended.customerId,
      requestNumber,
      number: 1,
      keyId: 'k1',
    },
    userInvited: {
      template: 'userInvited',
      userId: 'user',
      addedBy: contactName,
      companyRole: 'userManagementAdministrator',
      supportedCompanies: 'full',
      abilities: [
        'lookAround',
        'invite',
        'offerDelegation',
        'useKeys',
        'seeClients',
        'administerClients',
        'manageUsers',
      ],
    },
    offerReminder: { template: 'offerReminder', offerId: 'offer', mailId: 'mail' },
    offerDeclined: {
      template: 'offerDeclined',
      ...offered,
      reason: note,
      email: contactEmail,
      at: agreed.confirmedAt,
    },
    freshLinkRequested: {
      template: 'freshLinkRequested',
      unmailed: 12,
      ...offered,
      because: 'offer-expired',
      name: contactName,
      email: contactEmail,
      message: note,
      at: agreed.confirmedAt,
    },
  };
}

export interface MailLinks {
  readonly offer: string;
  readonly refusal: string;
  readonly stop: string;
  readonly codePage: string;
  readonly receipt: string;
  readonly access: string;
  readonly portal: string;
  readonly request: string;
}

const requestNumber = '482173609';

/** Every mail in one language. */
export function customerMails(language: Language, sample: Sample, links: MailLinks): readonly PreviewedMail[] {
  const { partner, offer, customer } = sample;
  const contents = mailContents(sample);
  const request = {
    ...requestCard(sample),
    note: { text: sample.note, by: { kind: 'user', userId: 'u', name: customer.contactName } },
  } as const;
  const context = { language, partner, offer, urls: links, code: '123456', toName: customer.contactName, request };
  const { introduction: _introduction, closing: _closing, ...wordless } = offer;
  const delegation = { since: agreedAt.toISOString(), until: renewsAt.toISOString() };
  const {
    confirmationCode,
    offerAccepted,
    receipt,
    delegationEnded,
    delegationEnding,
    partnerOfRecordEnded,
    administratorCode,
    administratorChanged,
    administratorClaimed,
    administratorClaimStopped,
    keysApplied,
    askAnswered,
    userInvited,
  } = contents;
  const kept = ({ licensedProductId: _licensed, ...rest }: typeof keysApplied) => ({ ...rest, asks: [] });
  const ordered = toPurchase(offer, 2).lines.map(({ productId, quantity }) => ({
    productId,
    quantity,
    endsAt: renewsAt.toISOString(),
  }));
  const made = (state: string, content: MailContent): PreviewedMail => ({
    template: content.template,
    state,
    mail: renderMail(content, context),
  });
  const offered = (state: string, shown: typeof offer): PreviewedMail => ({
    template: 'offer',
    state,
    mail: renderOfferMessage({ language, partner, offer: shown, url: links.offer }),
  });
  const { trialEnding, subscriptionExpired, subscriptionChanged, subscriptionManaged, changesDigest } = contents;
  const [told] = subscriptionChanged.changes;
  const toldOf = (state: string, by: ChangedBy, kinds: readonly SubscriptionChange['kind'][]): PreviewedMail =>
    made(state, { ...subscriptionChanged, by, changes: told ? kinds.map((kind) => ({ ...told, kind })) : [] });
  return [
    offered('mail-offer-to-copy', offer),
    offered('mail-offer-in-few-words', { ...wordless, delegatedAdministration: false }),
    offered('mail-purchase-offer', toPurchase(offer, 2)),
    offered('mail-purchase-offer-of-several', toPurchase({ ...wordless, delegatedAdministration: false }, 3)),
    offered('mail-delegation-offer', toDelegation(offer, 90)),
    offered('mail-delegation-offer-for-good', toDelegation(wordless)),
    ...Object.values(contents).map((content) => made(`mail-${fileName(content.template)}`, content)),
    made('mail-advertisement', { ...contents.offer, purpose: 'advertisement' }),
    made('mail-advertisement-reminder', { ...contents.offerReminder, purpose: 'advertisement' }),
    made('mail-purchase-receipt', { ...receipt, lines: ordered }),
    made('mail-purchase-accepted', {
      ...offerAccepted,
      lines: ordered.map((line, index) =>
        index === 0 ? { ...line, offeredQuantity: 10 } : { ...line, converted: true },
      ),
    }),
    made('mail-confirmation-code-with-delegation', { ...confirmationCode, delegation: 'included' }),
    made('mail-confirmation-code-of-delegation', { ...confirmationCode, delegation: 'alone' }),
    made('mail-delegation-receipt', { ...receipt, lines: [], delegation }),
    made('mail-delegation-accepted', { ...offerAccepted, lines: [], delegation }),
    made('mail-receipt-delegation-declined', { ...receipt, delegatedAdministration: false }),
    made('mail-receipt-without-delegation', { ...receipt, delegatedAdministration: undefined }),
    made('mail-offer-accepted-delegation-declined', { ...offerAccepted, delegatedAdministration: false }),
    made('mail-offer-accepted-without-delegation', { ...offerAccepted, delegatedAdministration: undefined }),
    made('mail-administrator-code-to-the-new-address', { ...administratorCode, side: 'new' }),
    made('mail-administrator-changed-told-to-the-former', { ...administratorChanged, toldTo: 'former' }),
    made('mail-administrator-changed-told-to-partner', { ...administratorChanged, toldTo: 'partner', way: 'claim' }),
    made('mail-administrator-claimed-told-to-partner', { ...administratorClaimed, toldTo: 'partner' }),
    made('mail-administrator-claim-stopped-told-to-partner', { ...administratorClaimStopped, toldTo: 'partner' }),
    made('mail-delegation-ended-told-to-partner', { ...delegationEnded, toldTo: 'partner' }),
    made('mail-delegation-ended-by-partner', { ...delegationEnded, endedBy: 'partner' }),
    made('mail-delegation-ended-by-partner-told-to-partner', {
      ...delegationEnded,
      endedBy: 'partner',
      toldTo: 'partner',
    }),
    made('mail-delegation-ended-by-time', { ...delegationEnded, endedBy: 'time' }),
    made('mail-delegation-ended-by-time-told-to-partner', { ...delegationEnded, endedBy: 'time', toldTo: 'partner' }),
    made('mail-delegation-ending-told-to-partner', { ...delegationEnding, toldTo: 'partner' }),
    made('mail-partner-of-record-ended-told-to-partner', { ...partnerOfRecordEnded, toldTo: 'partner' }),
    made('mail-keys-applied-to-a-known-customer', {
      ...kept(keysApplied),
      lines: (['new', 'extend', 'addLicences'] as const).flatMap((effect, index) =>
        toPurchase(offer, 3)
          .lines.slice(index, index + 1)
          .map(({ productId, quantity }) => ({ productId, quantity, effect, endsAt: renewsAt.toISOString() })),
      ),
    }),
    made('mail-keys-applied-with-an-ask', { ...kept(keysApplied), asks: ['partnerOfRecord'] }),
    ...(['delegatedAdministration', 'partnerOfRecord'] as const).flatMap((ask) => {
      const answered = {
        ...askAnswered,
        ask,
        ...(ask === 'partnerOfRecord' ? { productId: 'microsoft-365-business-standard' } : {}),
      };
      return [
        ...(ask === 'partnerOfRecord' ? [made(`mail-ask-answered-${fileName(ask)}`, answered)] : []),
        made(`mail-ask-answered-${fileName(ask)}-told-to-partner`, { ...answered, toldTo: 'partner' }),
        made(`mail-ask-declined-${fileName(ask)}-told-to-partner`, { ...answered, given: false, toldTo: 'partner' }),
      ];
    }),
    made('mail-subscription-ready-trial', { ...contents.subscriptionReady, source: 'trial', autoRenew: false }),
    made('mail-subscription-ready-by-key', { ...contents.subscriptionReady, source: 'productKey', autoRenew: false }),
    made('mail-trial-ending-told-to-partner', { ...trialEnding, toldTo: 'partner' }),
    made('mail-subscription-expired-told-to-partner', { ...subscriptionExpired, toldTo: 'partner' }),
    toldOf('mail-subscription-changed-by-customer', { side: 'customer' }, [
      'created',
      'converted',
      'partnerOfRecordGranted',
    ]),
    toldOf('mail-subscription-changed-by-time', { side: 'time' }, [
      'trialEnding',
      'renewed',
      'expired',
      'disabled',
      'deleted',
    ]),
    toldOf('mail-subscription-changed-by-partner', { side: 'partner' }, [
      'keyApplied',
      'suspended',
      'resumed',
      'cancelled',
      'renewalTurnedOn',
      'renewalTurnedOff',
    ]),
    ...(
      [
        ['suspended', ['suspended']],
        ['resumed', ['resumed', 'renewed']],
        ['renewal-off', ['renewalTurnedOff', 'quantityChanged']],
        ['renewal-on', ['renewalTurnedOn', 'renewed', 'quantityChanged']],
        ['cancelled', ['cancelled']],
      ] as const
    ).map(([state, kinds]) =>
      made(`mail-subscription-managed-${state}`, {
        ...subscriptionManaged,
        changes: subscriptionManaged.changes.flatMap((one) => kinds.map((kind) => ({ ...one, kind }))),
      }),
    ),
    made('mail-subscription-changed-count', {
      ...subscriptionChanged,
      changes: subscriptionChanged.changes.map(({ quantityBefore: _before, ...now }) => now),
    }),
    ...companyRoles.map((companyRole, index) =>
      made(`mail-user-invited-${fileName(companyRole)}`, {
        ...userInvited,
        companyRole,
        supportedCompanies: index % 2 === 0 ? 'none' : 'limited',
        abilities:
          companyRole === 'globalAdministrator' ? ['lookAround', 'manageUsers', 'administerCompany'] : ['lookAround'],
      }),
    ),
    made('mail-password-reset-unsure', { ...contents.passwordReset, unsure: true }),
    made('mail-password-reset-approved-told-to-others', {
      ...contents.passwordReset,
      approvedBy: 'Lior Peretz',
      onRecord: false,
    }),
    {
      ...made('mail-password-approval-asked-in-a-portal-elsewhere', contents.passwordApprovalAsked),
      mail: renderMail(contents.passwordApprovalAsked, { ...context, urls: { ...links, portal: undefined } }),
    },
    {
      ...made('mail-user-invited-to-a-portal-elsewhere', userInvited),
      mail: renderMail(userInvited, { ...context, urls: { ...links, portal: undefined } }),
    },
    ...(['partner', 'customer'] as const).map((toldTo) =>
      made(`mail-service-request-news-to-${toldTo}`, { ...contents.serviceRequestNews, toldTo, changed: [] }),
    ),
    made('mail-service-request-reminder-to-partner', { ...contents.serviceRequestReminder, toldTo: 'partner' }),
    {
      ...made('mail-service-request-sent-to-a-form', contents.serviceRequestSent),
      mail: renderMail(contents.serviceRequestSent, {
        ...context,
        request: { ...request, formUrl: clouds.global.customerSupport },
      }),
    },
    ...([true, false] as const).map((verified) => ({
      ...made(`mail-service-request-answered-${verified ? 'by-desk' : 'by-a-stranger'}`, contents.serviceRequestNews),
      mail: renderMail(
        { ...contents.serviceRequestNews, toldTo: 'partner', changed: [] },
        {
          ...context,
          request: {
            ...request,
            note: { text: sample.note, by: { kind: 'desk', verified, name: customer.contactName } },
          },
        },
      ),
    })),
    made('mail-changes-digest-of-one', { ...changesDigest, total: 1, changes: changesDigest.changes.slice(0, 1) }),
  ];
}

const fileName = (template: string): string => template.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
